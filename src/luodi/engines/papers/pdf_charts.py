"""A chart drawn for a PDF."""

from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.charts.legends import Legend
from reportlab.graphics.shapes import Drawing, String
from reportlab.lib.colors import HexColor

from .description import Chart, cleaned

HIGH, HEAD, FOOT = 190, 26, 62
INK, QUIET = HexColor("#111827"), HexColor("#4B5563")


def drawing_of(chart: Chart, face: str, width: float) -> Drawing:
    """Draw a chart of this width, in points, with its title above and its legend below."""
    drawing = Drawing(width, HIGH)
    title = f"{chart.title}（{chart.unit}）" if chart.unit else chart.title
    drawing.add(
        String(width / 2, HIGH - 14, cleaned(title), fontName=face, fontSize=11, textAnchor="middle", fillColor=INK)
    )
    bars = VerticalBarChart()
    bars.x, bars.y, bars.width, bars.height = 44, FOOT, width - 60, HIGH - HEAD - FOOT
    bars.data = [[value or 0 for value in each.values] for each in chart.series]
    bars.categoryAxis.style = "stacked" if chart.stacked else "parallel"
    bars.categoryAxis.categoryNames = [cleaned(each) for each in chart.labels]
    for axis in (bars.categoryAxis, bars.valueAxis):
        axis.labels.fontName, axis.labels.fontSize, axis.labels.fillColor = face, 8, QUIET
    bars.valueAxis.valueMin, bars.valueAxis.visibleGrid, bars.valueAxis.gridStrokeColor = 0, True, HexColor("#E5E7EB")
    bars.groupSpacing, bars.bars.strokeWidth = 10, 0
    for place, each in enumerate(chart.series):
        bars.bars[place].fillColor = HexColor(f"#{each.colour}")
    drawing.add(bars)
    drawing.add(_legend(chart, face, width))
    return drawing


def _legend(chart: Chart, face: str, width: float) -> Legend:
    legend = Legend()
    legend.x, legend.y, legend.alignment, legend.boxAnchor = width / 2, 26, "right", "n"
    legend.fontName, legend.fontSize, legend.columnMaximum, legend.strokeWidth = face, 8, 1, 0
    legend.dx, legend.dy, legend.deltax, legend.autoXPadding = 8, 8, 60, 12
    legend.colorNamePairs = [(HexColor(f"#{each.colour}"), cleaned(each.name)) for each in chart.series]
    return legend
