"""The fixed parts of a Word file. Sizes are in twentieths of a point; half points for letters."""

from xml.sax.saxutils import escape

from .description import cleaned

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
DRAWN = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

SHORT, LONG, MARGIN = 11906, 16838, 1440
TEXT_WIDTH, TEXT_WIDTH_LANDSCAPE = SHORT - 2 * MARGIN, LONG - 2 * MARGIN

RELATIONS = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
SETTINGS = f'{HEAD}<w:settings xmlns:w="{W}"><w:defaultTabStop w:val="420"/></w:settings>'


def content_types(charts: int) -> str:
    """Name the kind of each part."""
    drawn = "".join(
        f'<Override PartName="/word/charts/chart{number}.xml" ContentType="{DRAWN}"/>'
        for number in range(1, charts + 1)
    )
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{WORD}.styles+xml"/>'
        f'<Override PartName="/word/settings.xml" ContentType="{WORD}.settings+xml"/>'
        f'<Override PartName="/word/header1.xml" ContentType="{WORD}.header+xml"/>'
        f'<Override PartName="/word/footer1.xml" ContentType="{WORD}.footer+xml"/>{drawn}</Types>'
    )


def document_relations(charts: int) -> str:
    """Tie the main part to the others."""
    drawn = "".join(
        f'<Relationship Id="{chart_relation(number)}" Type="{OFFICE}/chart" Target="charts/chart{number}.xml"/>'
        for number in range(1, charts + 1)
    )
    return (
        f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/settings" Target="settings.xml"/>'
        f'<Relationship Id="rId3" Type="{OFFICE}/header" Target="header1.xml"/>'
        f'<Relationship Id="rId4" Type="{OFFICE}/footer" Target="footer1.xml"/>{drawn}</Relationships>'
    )


def chart_relation(number: int) -> str:
    """Give the name by which the main part knows a chart."""
    return f"rId{4 + number}"


def core(title: str, author: str) -> str:
    """Write the file's properties."""
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(cleaned(title))}</dc:title><dc:creator>{escape(cleaned(author))}</dc:creator>"
        "</cp:coreProperties>"
    )


def document(body: str, *, landscape: bool) -> str:
    """Write the main part around its body."""
    wide, high = (LONG, SHORT) if landscape else (SHORT, LONG)
    turned = ' w:orient="landscape"' if landscape else ""
    margins = " ".join(f'w:{side}="{MARGIN}"' for side in ("top", "right", "bottom", "left"))
    return (
        f'{HEAD}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}<w:sectPr>'
        '<w:headerReference w:type="default" r:id="rId3"/><w:footerReference w:type="default" r:id="rId4"/>'
        f'<w:pgSz w:w="{wide}" w:h="{high}"{turned}/>'
        f'<w:pgMar {margins} w:header="720" w:footer="720" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def header(text: str) -> str:
    """Write the head of every page."""
    words = f'<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t xml:space="preserve">{escape(cleaned(text))}</w:t></w:r>'
    return f'{HEAD}<w:hdr xmlns:w="{W}"><w:p><w:pPr><w:jc w:val="right"/></w:pPr>{words if text else ""}</w:p></w:hdr>'


def footer(text: str, language: str) -> str:
    """Write the foot of every page with its number."""
    before, between, after = ("第 ", " 页，共 ", " 页") if language == "zh" else ("Page ", " of ", "")
    inner = _small(f"{cleaned(text)}　" if text else "") + _small(before) + _counted("PAGE")
    inner += _small(between) + _counted("NUMPAGES") + _small(after)
    return f'{HEAD}<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{inner}</w:p></w:ftr>'


def _small(text: str) -> str:
    if not text:
        return ""
    return f'<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _counted(field: str) -> str:
    return f'<w:fldSimple w:instr="{field}"><w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t>1</w:t></w:r></w:fldSimple>'


def table_start(widths: list[int], *, lines: bool) -> str:
    """Begin a table with columns of fixed width, with or without lines."""
    look = "single" if lines else "none"
    sides = "".join(
        f'<w:{side} w:val="{look}" w:sz="4" w:space="0" w:color="9AA4B2"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
    )


def styles(language: str) -> str:
    """Write the styles: body in Song 12, headings in Hei."""
    lang = '<w:lang w:val="en-GB" w:eastAsia="zh-CN"/>'
    body = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体" w:cs="Times New Roman"/>'
    return (
        f'{HEAD}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{body}<w:sz w:val="24"/>{lang}</w:rPr>'
        '</w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:line="360" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        + _style("Title", "Title", 40, '<w:spacing w:before="120" w:after="240"/><w:jc w:val="center"/>', bold=True)
        + _style("Subtitle", "Subtitle", 24, '<w:spacing w:after="240"/><w:jc w:val="center"/>')
        + "".join(
            _style(f"Heading{level}", f"heading {level}", size, _head(level), bold=True)
            for level, size in ((1, 30), (2, 26), (3, 24))
        )
        + _style("Table", "Table Text", 21, '<w:spacing w:line="280" w:lineRule="auto"/>')
        + "</w:styles>"
    )


def _head(level: int) -> str:
    return f'<w:keepNext/><w:spacing w:before="240" w:after="120"/><w:outlineLvl w:val="{level - 1}"/>'


def _style(code: str, name: str, size: int, layout: str, *, bold: bool = False) -> str:
    hei = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="黑体"/><w:b/>' if bold else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{code}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f'<w:next w:val="{code if code == "Table" else "Normal"}"/><w:qFormat/><w:pPr>{layout}</w:pPr>'
        f'<w:rPr>{hei}<w:sz w:val="{size}"/></w:rPr></w:style>'
    )
