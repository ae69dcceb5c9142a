"""Setting up one's own district: units and people from Excel, checked first, then brought in as chosen beforehand."""

from luodi.journeys.set_up_district.checking import Checked
from luodi.journeys.set_up_district.columns import PEOPLE_SHEET, UNIT_SHEET, people_columns, unit_columns
from luodi.journeys.set_up_district.running import LARGEST_MB, BroughtIn, bring_in, check_workbook, roster_rows

__all__ = [
    "LARGEST_MB",
    "PEOPLE_SHEET",
    "UNIT_SHEET",
    "BroughtIn",
    "Checked",
    "bring_in",
    "check_workbook",
    "people_columns",
    "roster_rows",
    "unit_columns",
]
