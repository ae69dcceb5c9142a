"""The ways in which a file is refused; sentences stand in refusals.toml beside this module."""

from luodi.values.refusal import Refusal


class FileRefused(Refusal):
    """A file that is not taken in, whatever the reason."""

    code = "file_refused"


class FileEmpty(FileRefused):
    """Nothing in the file."""

    code = "file_empty"


class FileTooLarge(FileRefused):
    """More bytes than allowed; found before anything is parsed. Params: filename, size_mb, limit_mb."""

    code = "file_too_large"


class KindUnknown(FileRefused):
    """Content that is none of txt, docx, xlsx, pdf. Params: filename, found."""

    code = "file_kind_unknown"


class NotAPhoto(FileRefused):
    """Content that is no JPEG or PNG picture, or a broken one. Params: filename."""

    code = "file_not_a_photo"


class KindMismatch(FileRefused):
    """The name says one kind and the content another. Params: filename, named, found."""

    code = "file_kind_mismatch"


class MacrosRefused(FileRefused):
    """An Office file that can carry macros. Params: filename."""

    code = "file_macros"


class PolyglotRefused(FileRefused):
    """Bytes that are two kinds of file at once. Params: filename, kinds."""

    code = "file_polyglot"


class ArchiveBroken(FileRefused):
    """A zip container that cannot be read or lies about its sizes. Params: reason."""

    code = "archive_broken"


class ArchiveTooManyEntries(FileRefused):
    """Params: entries, limit."""

    code = "archive_too_many_entries"


class ArchiveTooLarge(FileRefused):
    """More bytes inside than allowed. Params: size_mb, limit_mb."""

    code = "archive_too_large"


class ArchiveBomb(FileRefused):
    """A compression ratio that no document has. Params: entry, ratio, limit."""

    code = "archive_bomb"


class ArchiveUnsafePath(FileRefused):
    """An entry that would leave its folder, or is a link. Params: entry."""

    code = "archive_unsafe_path"


class ArchiveNested(FileRefused):
    """An archive within the archive. Params: entry."""

    code = "archive_nested"


class TextBroken(FileRefused):
    """Bytes that are not valid in the encoding they are written in. Params: encoding, offset."""

    code = "text_broken"


class EncodingUnknown(FileRefused):
    """Bytes that are text in no encoding that is read here. Params: offset."""

    code = "text_encoding_unknown"


class NulInText(FileRefused):
    """A NUL byte in what should be text. Params: offset."""

    code = "text_nul"
