"""Over random histories of reports, corrections and transfers: the units' totals are the district's, on every past day."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luodi.observations import operations
from luodi.observations.models import Observation
from luodi.observations.operations import Proposal
from luodi.observations.queries import totals
from luodi.people import operations as people
from luodi.values.indicator import Joining, Kind, indicator, indicators
from luodi.values.period import Period
from tests.given import observed
from tests.given import transfers as given_transfers
from tests.given.kept import kept
from tests.given.people import NOW, SET_UP, district

UNITS = ("临河街道", "望山街道", "城投平台")
CODES = sorted(code for code, each in indicators().items() if each.over_subjects == Joining.SUM)
LONG = Period.of_months(2025, 1, 12)
steps = st.lists(
    st.tuples(
        st.sampled_from(["report", "report", "correct", "transfer"]), st.integers(0, 2), st.integers(1, 12),
        st.sampled_from(CODES), st.integers(0, 10**9), st.integers(1, 40),
    ),
    min_size=3,
    max_size=10,
)  # fmt: skip


class Rollback(Exception):
    pass


@pytest.fixture
@kept
def scene(db):
    found = district()
    given_transfers.parameters()
    given_transfers.second_bureau(found)
    people.set_parameter(
        code="observations.smallest_cell", value=1, unit="家", source="测试：不隐藏", valid_from=date(2021, 1, 1), by=SET_UP,
        at=NOW,
    )  # fmt: skip
    return found


class History:
    """A plain list of what was known from when on, beside the ledger."""

    def __init__(self, scene):
        self.scene, self.day, self.known = scene, date(2026, 1, 5), []
        kinds = ("space", "unit", "space")  # whose values are no single firm's
        self.subjects = [
            observed.subject(scene, f"示例{n}号", unit=UNITS[n % 2], kind=kind) for n, kind in enumerate(kinds)
        ]

    def now(self) -> datetime:
        return datetime.combine(self.day, time(12), ZoneInfo("Asia/Shanghai"))

    def report(self, place, month, code, value, _days):
        subject, period = self.subjects[place], Period.of_month(2025, month)
        if any(row[:3] == (subject.pk, code, month) for row in self.known):
            return
        observed.verified(
            self.scene, subject, str(value), indicator=code, unit=indicator(code).unit, period=period, by="bureau",
            checker="bureau2", at=self.now(), answer="随机",
        )  # fmt: skip
        self.known.append((subject.pk, code, month, self.now(), Decimal(value)))

    def correct(self, place, month, code, value, _days):
        row = Observation.objects.filter(
            series__subject=self.subjects[place],
            series__indicator=code,
            replaced_by=None,
            series__valid_from__month=month,
        ).first()
        if row is None or row.value == value:
            return
        wished = operations.propose_correction(
            series_id=row.series_id, seen=row.pk, kind="audit", value=Decimal(value), unit=indicator(code).unit,
            reason="审计", evidence="报告", by=self.scene.actor("bureau"), at=self.now(),
        )  # fmt: skip
        operations.approve_correction(correction_id=wished.pk, by=self.scene.actor("bureau2"), at=self.now())
        self.known.append((row.series.subject_id, code, month, self.now(), Decimal(value)))

    def transfer(self, place, month, _code, _value, _days):
        subject, to = self.subjects[place], self.scene.units[UNITS[month % 3]].pk
        subject.refresh_from_db()
        if subject.unit_id == to:
            return
        wish = Proposal(to, "order", "chain", "统筹", originator_id=subject.unit_id)
        made = operations.propose_transfer(
            subject_id=subject.pk, proposal=wish, by=self.scene.actor("bureau"), at=self.now()
        )
        operations.approve_transfer(transfer_id=made.pk, version=1, by=self.scene.actor("bureau2"), at=self.now())

    def touched(self) -> set[str]:
        return {row[1] for row in self.known}

    def counted(self, code, at) -> Decimal:
        newest = {row[:3]: row[4] for row in self.known if row[1] == code and row[3] <= at}
        if indicator(code).kind == Kind.STOCK:  # a stock's last value is all of it
            newest = {
                key: value for key, value in newest.items() if key[2] == max(k[2] for k in newest if k[0] == key[0])
            }
        return sum(newest.values(), Decimal(0))


@given(history=steps)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_units_totals_are_the_districts_now_and_on_every_past_day(scene, history):
    with pytest.raises(Rollback), transaction.atomic():
        ran, moments, said = History(scene), [], {}
        for what, *step in history:
            getattr(ran, what)(*step)
            moments.append(ran.now())
            for code in {step[2], *ran.touched()}:
                found = totals(indicator(code), LONG, at=ran.now())
                said[ran.now(), code] = found
                assert (
                    found.district
                    == sum((cell.total for cell in found.cells), Decimal(0))
                    == ran.counted(code, ran.now())
                )
            ran.day += timedelta(days=step[-1])
        for moment in moments:
            for code in [code for moment_, code in said if moment_ == moment]:
                again = totals(indicator(code), LONG, at=moment)
                assert (again.district, again.cells) == (said[moment, code].district, said[moment, code].cells)
        raise Rollback
