"""Over random histories of transfers and measures: the units' totals add up to the district's, and the past stays put."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luodi.observations import operations
from luodi.observations.groups import GROUP_CODES
from luodi.observations.models import Subject
from luodi.observations.operations import Proposal
from luodi.observations.queries import Measure, credit, units_totals
from luodi.observations.splitting import UnitShare, offered
from luodi.values.period import months_after
from tests.given import transfers as given_transfers
from tests.given.kept import kept
from tests.given.people import SET_UP, district

START = date(2025, 1, 10)
UNITS = ("临河街道", "望山街道", "城投平台", "规划资源局")
steps = st.lists(
    st.tuples(
        st.integers(1, 400), st.integers(0, 3), st.integers(0, 4), st.lists(st.integers(1, 99), min_size=0, max_size=3)
    ),
    max_size=4,
)
measures = st.lists(
    st.tuples(st.sampled_from(GROUP_CODES), st.integers(-12, 90), st.decimals("-1e9", "1e12", places=2)),
    min_size=1,
    max_size=6,
)


class Rollback(Exception):
    pass


@pytest.fixture
@kept
def scene(db):
    found = district()
    given_transfers.parameters()
    given_transfers.second_bureau(found)
    return found


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo("Asia/Shanghai"))


def seen(scene, subject, months):
    viewer = scene.actor("bureau")
    return {
        month: {g: row.shares for g, row in credit(subject_id=subject.pk, viewer=viewer, on=month).now.items()}
        for month in months
    }


def passed_on(scene, subject: Subject, day: date, to: int, helper: int, parts: list[int]) -> date | None:
    ids = [scene.units[name].pk for name in UNITS]
    subject.refresh_from_db()
    if ids[to] == subject.unit_id:
        return None
    own = ()
    if parts:
        others = [each for each in ids if each != ids[to]][: len(parts)]
        wished = [UnitShare(u, "originator", p * 10_000) for u, p in zip(others, parts, strict=False)]
        own = offered([*wished, UnitShare(ids[to], "lander", 500_000)])
    third = ids[helper] if helper < 4 and ids[helper] not in (ids[to], subject.unit_id) else None
    proposal = Proposal(
        ids[to], "order", "chain", "统筹", originator_id=subject.unit_id, helper_id=third, own_shares=own
    )
    transfer = operations.propose_transfer(
        subject_id=subject.pk, proposal=proposal, by=scene.actor("bureau"), at=at_noon(day)
    )
    done = operations.approve_transfer(
        transfer_id=transfer.pk, version=1, by=scene.actor("bureau2"), at=at_noon(day) + timedelta(hours=1)
    )
    return done.valid_from


@given(history=steps, told=measures)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_units_add_up_to_the_district_and_the_past_never_moves(scene, history, told):
    with pytest.raises(Rollback), transaction.atomic():
        subject = operations.open_subject(
            kind="project", name="示例项目", unit_id=scene.units[UNITS[0]].pk, by=SET_UP, at=at_noon(START)
        )
        rows = [Measure(subject.pk, group, months_after(date(2025, 1, 1), n), value) for group, n, value in told]
        day = START
        for days, to, helper, parts in history:
            day += timedelta(days=days)
            months = sorted({row.month for row in rows})
            before, known = seen(scene, subject, months), units_totals(rows)
            asked_at = at_noon(day) - timedelta(minutes=1)
            first = passed_on(scene, subject, day, to, helper, parts)
            if first is None:
                continue
            after = seen(scene, subject, months)
            assert {m: before[m] for m in months if m < first} == {m: after[m] for m in months if m < first}
            assert units_totals(rows, known_at=asked_at) == known
        for row in rows:
            assert sum(units_totals([row]).values()) == row.value
        for group in GROUP_CODES:
            of_group = [row for row in rows if row.indicators == group]
            assert sum(units_totals(of_group).values(), Decimal(0)) == sum((r.value for r in of_group), Decimal(0))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        raise Rollback
