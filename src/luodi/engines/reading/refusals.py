"""The ways in which a document is refused by the reader; sentences stand in refusals.toml beside this module."""

from luodi.values.refusal import Refusal


class PageRefused(Refusal):
    """A document out of which no text can be read."""

    code = "page_refused"


class PageEmpty(PageRefused):
    """No text in the document. Params: filename."""

    code = "page_empty"


class ScanRefused(PageRefused):
    """Pages with pictures and no text. Params: filename, pages."""

    code = "page_scan"


class PdfBroken(PageRefused):
    """A PDF that cannot be opened. Params: filename."""

    code = "page_pdf_broken"


class PdfLocked(PageRefused):
    """A PDF that asks for a password. Params: filename."""

    code = "page_pdf_locked"


class TooManyPages(PageRefused):
    """Params: filename, pages, limit."""

    code = "page_too_many"


class TooMuchText(PageRefused):
    """Params: filename, chars, limit."""

    code = "page_too_long"


class DocxBroken(PageRefused):
    """A docx whose document part is no valid XML. Params: filename."""

    code = "page_docx_broken"


class NotAPage(PageRefused):
    """A kind of file that holds no page of text (a workbook). Params: filename, kind."""

    code = "page_wrong_kind"


class PageTooHeavy(PageRefused):
    """Reading the file took more memory or time than is allowed. Params: filename, seconds, megabytes."""

    code = "page_too_heavy"
