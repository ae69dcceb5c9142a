"""A chart as a part of a Word file, as XlsxWriter writes it; Word draws it with its own letters, nothing of it is a picture.

The workbook that Office puts behind a chart is left out: Luodi itself takes no file that holds another archive. The chart
carries its figures.
"""

import io
import re
import zipfile
from datetime import datetime
from xml.sax.saxutils import quoteattr

from xlsxwriter import Workbook

from .description import Chart, cleaned

ANY_INSTANT = datetime(2000, 1, 1)
WIDE, HIGH = 5_580_000, 2_500_000  # in English metric units, 36,000 to the millimetre
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
FRAME = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
QUIET = {"color": "#4B5563", "size": 9}


def chart_part(chart: Chart) -> bytes:
    """Give the chart's part."""
    with zipfile.ZipFile(io.BytesIO(_workbook(chart))) as archive:
        part = archive.read("xl/charts/chart1.xml").decode("utf-8")
    return re.sub("<c:printSettings>.*</c:printSettings>", "", part, flags=re.DOTALL).encode("utf-8")


def frame(number: int, relation: str, title: str) -> str:
    """Write the paragraph in which a chart stands; `title` is read aloud in its place."""
    told = quoteattr(cleaned(title))
    return (
        f'<w:p><w:pPr><w:keepLines/><w:jc w:val="center"/></w:pPr><w:r><w:drawing><wp:inline xmlns:wp="{FRAME}" distT="0" '
        f'distB="0" distL="0" distR="0"><wp:extent cx="{WIDE}" cy="{HIGH}"/><wp:docPr id="{number}" name="Chart {number}" '
        f'descr={told}/><a:graphic xmlns:a="{DRAWING}"><a:graphicData uri="{CHART}"><c:chart xmlns:c="{CHART}" '
        f'r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
    )


def _workbook(chart: Chart) -> bytes:
    target = io.BytesIO()
    book = Workbook(
        target,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"created": ANY_INSTANT})
    sheet, last = book.add_worksheet("Sheet1"), len(chart.labels)
    drawn = book.add_chart({"type": "column", "subtype": "stacked"} if chart.stacked else {"type": "column"})
    for number, label in enumerate(chart.labels, 1):
        sheet.write_string(number, 0, cleaned(label))
    for place, series in enumerate(chart.series, 1):
        sheet.write_string(0, place, cleaned(series.name))
        for number, value in enumerate(series.values, 1):
            if value is not None:
                sheet.write_number(number, place, value)
        drawn.add_series(
            {
                "name": ["Sheet1", 0, place], "categories": ["Sheet1", 1, 0, last, 0], "gap": 60,
                "values": ["Sheet1", 1, place, last, place], "fill": {"color": f"#{series.colour}"},
                "data_labels": {"value": not chart.stacked, "font": QUIET},
            }
        )  # fmt: skip
    title = f"{chart.title}（{chart.unit}）" if chart.unit else chart.title
    drawn.set_title({"name": cleaned(title), "name_font": {"size": 11, "bold": True}})
    drawn.set_legend({"position": "bottom", "font": QUIET})
    drawn.set_x_axis({"num_font": QUIET})
    drawn.set_y_axis({"num_font": QUIET, "major_gridlines": {"visible": True, "line": {"color": "#E5E7EB"}}, "min": 0})
    sheet.insert_chart("E2", drawn)
    book.close()
    return target.getvalue()
