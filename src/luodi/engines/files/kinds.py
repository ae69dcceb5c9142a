"""What a file is, told by its content; a name that says otherwise is refused."""

from pathlib import PurePosixPath

from .refusals import FileEmpty, FileRefused, FileTooLarge, KindMismatch, KindUnknown, MacrosRefused, PolyglotRefused
from .texts import decode
from .zips import DEFAULT_LIMITS, ArchiveLimits, guard_zip

DEFAULT_MAX_BYTES = 50 * 1024 * 1024
MACRO_EXTENSIONS = {"xlsm", "xlsb", "xltm", "xlam", "docm", "dotm", "pptm"}
EXTENSION_KINDS = {"txt": "txt", "text": "txt", "md": "txt", "csv": "txt", "docx": "docx", "xlsx": "xlsx", "pdf": "pdf"}
OTHER_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office 97-2003 (.doc/.xls)"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x7fELF", "ELF"),
    (b"MZ", "EXE"),
    (b"{\\rtf", "RTF"),
    (b"%!PS", "PostScript"),
    (b"SQLite format 3\x00", "SQLite"),
)
MARKUP_STARTS = ("<!doctype", "<html", "<?xml", "<svg", "<script")


def sniff(
    data: bytes, filename: str, *, max_bytes: int = DEFAULT_MAX_BYTES, limits: ArchiveLimits = DEFAULT_LIMITS
) -> str:
    """Tell what a file is: "txt", "docx", "xlsx" or "pdf", by its content; the name must not contradict it.

    :raises FileTooLarge: before anything is parsed
    :raises FileEmpty, KindUnknown, KindMismatch, MacrosRefused, PolyglotRefused: each for its own fault
    :raises FileRefused: any refusal of the archive or of the text's encoding
    """
    if len(data) > max_bytes:
        raise FileTooLarge(filename=filename, size_mb=_mb(len(data)), limit_mb=_mb(max_bytes))
    if not data:
        raise FileEmpty(filename=filename)
    extension = PurePosixPath(filename.replace("\\", "/")).suffix.lower().lstrip(".")
    if extension in MACRO_EXTENSIONS:
        raise MacrosRefused(filename=filename)
    kind = _kind_of(data, filename, extension, limits)
    named = EXTENSION_KINDS.get(extension)
    if named and named != kind:
        raise KindMismatch(filename=filename, named=f".{extension}", found=kind)
    return kind


def _kind_of(data: bytes, filename: str, extension: str, limits: ArchiveLimits) -> str:
    is_pdf = data.startswith(b"%PDF-")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if b"%PDF-" in data[:1024]:
            raise PolyglotRefused(filename=filename, kinds="zip + PDF")
        return _office_kind(data, filename, limits)
    if is_pdf:
        if _has_zip_tail(data):
            raise PolyglotRefused(filename=filename, kinds="PDF + zip")
        return "pdf"
    for magic, name in OTHER_MAGIC:
        if data.startswith(magic) and not (len(magic) == 2 and _is_text(data)):
            raise _wrong(filename, extension, name)
    if _has_zip_tail(data):
        raise PolyglotRefused(filename=filename, kinds="? + zip")
    if b"%PDF-" in data[:1024]:
        raise PolyglotRefused(filename=filename, kinds="? + PDF")
    return _text_kind(data, filename, extension)


def _text_kind(data: bytes, filename: str, extension: str) -> str:
    text = decode(data).text
    if text.lstrip("\ufeff \t\r\n").lower().startswith(MARKUP_STARTS):
        raise _wrong(filename, extension, "HTML/XML")
    odd = sum(1 for char in text if char < " " and char not in "\t\n\r\f\v")
    if odd > max(3, len(text) // 200):
        raise _wrong(filename, extension, "binary")
    return "txt"


def _office_kind(data: bytes, filename: str, limits: ArchiveLimits) -> str:
    archive = guard_zip(data, limits)
    names = {name.lower() for name in archive.names}
    if any(name.rsplit("/", 1)[-1] in ("vbaproject.bin", "vbadata.xml") for name in names):
        raise MacrosRefused(filename=filename)
    is_word, is_sheet = "word/document.xml" in names, "xl/workbook.xml" in names
    if is_word and is_sheet:
        raise PolyglotRefused(filename=filename, kinds="docx + xlsx")
    if not (is_word or is_sheet) or "[Content_Types].xml" not in archive:
        raise KindUnknown(filename=filename, found="zip")
    if b"macroenabled" in archive.read("[Content_Types].xml").lower():
        raise MacrosRefused(filename=filename)
    return "docx" if is_word else "xlsx"


def _has_zip_tail(data: bytes) -> bool:
    # The end-of-central-directory record lies in the last 64 KiB + 22 bytes and points to a directory that is there.
    tail_start = max(0, len(data) - 65557)
    at = data.rfind(b"PK\x05\x06", tail_start)
    return at >= 0 and b"PK\x01\x02" in data


def _is_text(data: bytes) -> bool:
    try:
        decode(data[:4096])
    except FileRefused:
        return False
    return True


def _wrong(filename: str, extension: str, found: str) -> KindMismatch | KindUnknown:
    if extension in EXTENSION_KINDS:
        return KindMismatch(filename=filename, named=f".{extension}", found=found)
    return KindUnknown(filename=filename, found=found)


def _mb(size: int) -> str:
    return f"{size / (1024 * 1024):.1f}"
