"""Unpacking an uploaded rule pack: a file of rules, or a zip of the pack's files; small, plain, and nothing else."""

import io
import zipfile
from pathlib import PurePosixPath

from luodi.engines.fairness import PackFaulty

LARGEST, MOST_FILES = 2_000_000, 30


def unpacked(data: bytes, file_name: str) -> dict[str, str]:
    """Give the texts of an uploaded pack by the names of its files, without ".toml".

    :raises PackFaulty: for another kind of file, one too large, or one that is no text
    """
    if len(data) > LARGEST:
        raise PackFaulty(file_name, f"> {LARGEST}")
    if file_name.lower().endswith(".toml"):
        return {"rules": _text("rules", data)}
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise PackFaulty(file_name, ".toml / .zip")
    found: dict[str, str] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [each for each in archive.infolist() if each.filename.lower().endswith(".toml")]
            if len(entries) > MOST_FILES or sum(each.file_size for each in entries) > LARGEST:
                raise PackFaulty(file_name, f"> {LARGEST}")
            for each in entries:
                with archive.open(each) as inside:
                    name = PurePosixPath(each.filename).stem
                    found[name] = _text(name, inside.read(LARGEST + 1))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as wrong:
        raise PackFaulty(file_name, wrong) from wrong
    if "rules" not in found:
        raise PackFaulty("rules", "missing")
    return found


def _text(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as wrong:
        raise PackFaulty(name, "UTF-8") from wrong
