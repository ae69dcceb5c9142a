"""Checks of uploaded bytes before anything parses them: kind by content, archives, text encodings.

Pure: bytes in, an answer or a refusal out. No Django, no clock, no file system.
"""

from .kinds import DEFAULT_MAX_BYTES, sniff
from .pictures import plain_photo
from .refusals import (
    ArchiveBomb,
    ArchiveBroken,
    ArchiveNested,
    ArchiveTooLarge,
    ArchiveTooManyEntries,
    ArchiveUnsafePath,
    EncodingUnknown,
    FileEmpty,
    FileRefused,
    FileTooLarge,
    KindMismatch,
    KindUnknown,
    MacrosRefused,
    NotAPhoto,
    NulInText,
    PolyglotRefused,
    TextBroken,
)
from .texts import DecodedText, decode, decode_text
from .zips import ArchiveLimits, GuardedArchive, guard_zip, is_plain_entry

__all__ = [
    "DEFAULT_MAX_BYTES",
    "ArchiveBomb",
    "ArchiveBroken",
    "ArchiveLimits",
    "ArchiveNested",
    "ArchiveTooLarge",
    "ArchiveTooManyEntries",
    "ArchiveUnsafePath",
    "DecodedText",
    "EncodingUnknown",
    "FileEmpty",
    "FileRefused",
    "FileTooLarge",
    "GuardedArchive",
    "KindMismatch",
    "KindUnknown",
    "MacrosRefused",
    "NotAPhoto",
    "NulInText",
    "PolyglotRefused",
    "TextBroken",
    "decode",
    "decode_text",
    "guard_zip",
    "is_plain_entry",
    "plain_photo",
    "sniff",
]
