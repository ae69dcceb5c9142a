"""Cases for the counting rules; every name is invented."""

from datetime import date
from decimal import Decimal

from luodi.engines.counting import Case, Inflow, Landmark, Norm, Settings

VALUES = {
    "counting.similar": "0.8", "counting.late_days": 30, "counting.year_end_days": 10, "counting.stay_days": 90,
    "counting.ratio_percentile": 95, "counting.ratio_factor": 3, "counting.cell_size": 8, "counting.rate_days": 5, "counting.rate_tolerance": 5,
    "counting.shell_signs": 2, "counting.excluded_sectors": ["K", "E48"], "counting.district_words": ["示例区"],
    "counting.ranking_days": ["03-31", "06-30", "09-30", "12-31"],
}  # fmt: skip
SETTINGS = Settings(VALUES, {("C39", "capital"): Norm(8, Decimal(20)), ("C35", "capital"): Norm(7, Decimal(20))})


def case(pk: int = 2, name: str = "澄川芯片封装基地项目", **more) -> Case:
    """Give a signed project of 澄川, contract, 3 亿元, entered two days after signing."""
    values = {
        "order": (f"2025-03-{pk:02}", pk), "unit_id": 1, "unit_name": "临河街道", "company_id": 7, "company_key": "澄川半导体",
        "binding": "binding", "amount": Decimal("300000000"), "stage": 7, "signed_date": date(2025, 3, 7),
        "entered_day": date(2025, 3, 9),
    }  # fmt: skip
    return Case(pk, name, **(values | more))


def inflow(pk: int = 1, **more) -> Inflow:
    """Give 5,000 万元 that were paid in with a slip."""
    values = {"capital_class": "domestic", "slip": f"HD{pk:06}", "entered_day": date(2025, 4, 3)}
    return Inflow(pk, date(2025, 4, 1), Decimal("50000000"), **(values | more))


def mark(kind: str, day: date = date(2025, 5, 6), **more) -> Landmark:
    """Give a dated fact, confirmed and entered the next day."""
    return Landmark(kind, day, **({"confirmed": True, "entered_day": day} | more))
