"""Files for tests, made by hand from nothing: texts, zips, PDFs; good ones and bad ones."""

import io
import zipfile

CONTENT_TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def zipped(**entries: bytes) -> bytes:
    """Give a zip of these entries; `__` in a name stands for `/`, `_dot_` for a dot."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return packed.getvalue()


def docx(*paragraphs: str) -> bytes:
    """Give a Word file with these paragraphs."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    )
    return zipped(word__document_dot_xml=document.encode("utf-8"))


def docx_bomb() -> bytes:
    """Give a Word file of some 60 KB that unpacks to 60 MB."""
    return zipped(word__document_dot_xml=b" " * (60 * 1024 * 1024))


def xlsx() -> bytes:
    """Give what its content says is a workbook."""
    return zipped(xl__workbook_dot_xml=b"<workbook/>")


def scanned_pdf() -> bytes:
    """Give a PDF of one page that holds a picture and no text."""
    picture = b"\x80" * 64
    stream = b"q 612 0 0 792 0 0 cm /I Do Q"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8/Length 64>>stream\n%s\nendstream"
        % picture,
    ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
