"""Zip containers (docx, xlsx) opened under limits that hold before reading and while reading."""

import io
import stat
import zipfile
import zlib
from dataclasses import dataclass

from .refusals import (
    ArchiveBomb,
    ArchiveBroken,
    ArchiveNested,
    ArchiveTooLarge,
    ArchiveTooManyEntries,
    ArchiveUnsafePath,
)

MIB = 1024 * 1024
CHUNK = 64 * 1024
NESTED_SUFFIXES = (
    ".zip",
    ".docx",
    ".xlsx",
    ".pptx",
    ".jar",
    ".7z",
    ".rar",
    ".gz",
    ".bz2",
    ".xz",
    ".tar",
    ".tgz",
    ".xlsm",
    ".docm",
)
NESTED_MAGIC = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x1f\x8b\x08",
    b"BZh",
    b"\xfd7zXZ\x00",
)


@dataclass(frozen=True)
class ArchiveLimits:
    """How much an archive may hold: entries, bytes unpacked, unpacked ÷ packed."""

    entries: int = 2000
    total_bytes: int = 200 * MIB
    ratio: int = 100
    ratio_floor: int = 64 * 1024


DEFAULT_LIMITS = ArchiveLimits()


class GuardedArchive:
    """A zip archive whose entries were checked and whose reading is counted."""

    def __init__(self, archive: zipfile.ZipFile, limits: ArchiveLimits) -> None:
        self._archive = archive
        self._limits = limits
        self._read_bytes = 0

    @property
    def names(self) -> list[str]:
        """List the names of all entries, folders left out."""
        return [info.filename for info in self._archive.infolist() if not info.is_dir()]

    def __contains__(self, name: str) -> bool:
        return name in self._archive.namelist()

    def read(self, name: str) -> bytes:
        """Unpack one entry, counting every byte against the limits.

        :raises ArchiveBomb, ArchiveTooLarge: when the bytes that really come out are too many
        :raises ArchiveNested: when the entry turns out to be an archive
        :raises ArchiveBroken: when the entry is damaged, encrypted or missing
        """
        parts: list[bytes] = []
        try:
            info = self._archive.getinfo(name)
            with self._archive.open(info) as stream:
                got = 0
                while chunk := stream.read(CHUNK):
                    got += len(chunk)
                    self._count(info, got, len(chunk))
                    parts.append(chunk)
        except (
            zipfile.BadZipFile,
            zlib.error,
            KeyError,
            RuntimeError,
            NotImplementedError,
            EOFError,
            OSError,
            ValueError,
        ) as broken:
            raise ArchiveBroken(reason=f"{name}: {type(broken).__name__}") from broken
        data = b"".join(parts)
        if data.startswith(NESTED_MAGIC):
            raise ArchiveNested(entry=name)
        return data

    def _count(self, info: zipfile.ZipInfo, got: int, new: int) -> None:
        self._read_bytes += new
        if self._read_bytes > self._limits.total_bytes:
            raise ArchiveTooLarge(size_mb=_mb(self._read_bytes), limit_mb=_mb(self._limits.total_bytes))
        _refuse_ratio(info.filename, got, info.compress_size, self._limits)


def guard_zip(data: bytes, limits: ArchiveLimits = DEFAULT_LIMITS) -> GuardedArchive:
    """Open a zip archive after checking what it declares: entries, total size, ratio, paths, links, nesting.

    :raises ArchiveBroken, ArchiveTooManyEntries, ArchiveTooLarge, ArchiveBomb, ArchiveUnsafePath, ArchiveNested:
        each for its own fault; nothing has been unpacked then
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        UnicodeDecodeError,
    ) as broken:
        raise ArchiveBroken(reason=str(broken)[:80]) from broken
    if len(infos) > limits.entries:
        raise ArchiveTooManyEntries(entries=len(infos), limit=limits.entries)
    names = [info.filename for info in infos]
    if len(set(names)) != len(names):
        raise ArchiveBroken(reason="duplicate entry names")
    total = 0
    for info in infos:
        _check_entry(info, limits)
        total += info.file_size
    if total > limits.total_bytes:
        raise ArchiveTooLarge(size_mb=_mb(total), limit_mb=_mb(limits.total_bytes))
    return GuardedArchive(archive, limits)


def is_plain_entry(name: str) -> bool:
    """Tell whether an entry's name stays within its folder: relative, no `..`, no drive, no backslash, no NUL."""
    if not name or name.startswith(("/", "\\")) or "\\" in name or "\x00" in name:
        return False
    if len(name) > 1 and name[1] == ":":
        return False
    return ".." not in name.split("/")


def _check_entry(info: zipfile.ZipInfo, limits: ArchiveLimits) -> None:
    # zipfile cuts names at a NUL and turns backslashes around on Windows; orig_filename is what the file says.
    if not is_plain_entry(info.orig_filename) or stat.S_ISLNK(info.external_attr >> 16):
        raise ArchiveUnsafePath(entry=info.filename)
    if info.filename.lower().endswith(NESTED_SUFFIXES):
        raise ArchiveNested(entry=info.filename)
    if info.flag_bits & 0x1:
        raise ArchiveBroken(reason=f"{info.filename}: encrypted")
    _refuse_ratio(info.filename, info.file_size, info.compress_size, limits)


def _refuse_ratio(entry: str, unpacked: int, packed: int, limits: ArchiveLimits) -> None:
    # Tiny entries reach high ratios honestly (a sheet of empty cells): below the floor the ratio says nothing.
    if unpacked <= limits.ratio_floor:
        return
    ratio = unpacked / max(1, packed)
    if ratio > limits.ratio:
        raise ArchiveBomb(entry=entry, ratio=int(ratio), limit=limits.ratio)


def _mb(size: int) -> str:
    return f"{size / MIB:.1f}"
