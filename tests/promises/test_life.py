"""A ledger's life against a plain model: promises, reports, corrections, supplements, decisions and transfers in any order.

Six lives of thirty steps in the fast suite, eighty of fifty in the slow one. After every day the whole ledger is read; at the end
each past day is read again, as known then, and has to answer as it did.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from luodi.journal.models import Line
from luodi.observations import operations as observations
from luodi.observations.models import Correction, Observation
from luodi.observations.operations import Proposal
from luodi.promises import operations, queries
from luodi.promises.models import Act, Promise, Supplement
from luodi.promises.queries import PromiseFilter
from luodi.values.period import Period
from luodi.values.refusal import Refusal
from tests.given import observed
from tests.given import promised as given
from tests.given import transfers as given_transfers
from tests.given.people import NOW, district
from tests.given.promised import term

WAN = 10_000
YEARS = (2024, 2025)
UNITS = ("临河街道", "望山街道", "城投平台")
WATCHED = {"river": "riverhead", "bureau": "bureau2"}
EVENTS = {
    "promise.made": lambda: Promise.objects.count(),
    "promise.supplement_proposed": lambda: Supplement.objects.count(),
    "promise.supplement_approved": lambda: Supplement.objects.filter(state="approved").count(),
    "promise.supplement_rejected": lambda: Supplement.objects.filter(state="rejected").count(),
    "promise.act_proposed": lambda: Act.objects.count(),
    "promise.act_approved": lambda: Act.objects.filter(state="approved").count(),
    "promise.act_rejected": lambda: Act.objects.filter(state="rejected").count(),
    "observation.corrected": lambda: Correction.objects.filter(state="approved").count(),
}  # fmt: skip


@dataclass
class Plain:
    """What a promise says by a list of (known on, year → target), moved due dates and waivers, each with the day it was decided."""

    subject: int
    targets: list[tuple[date, dict[int, int]]]
    moved: list[tuple[date, int, date]] = field(default_factory=list)
    waived: list[tuple[date, int]] = field(default_factory=list)
    asked: dict[int, int] | None = None


class Ledger(RuleBasedStateMachine):
    """Three subjects, their promises, and a plain list of what was verified from which day on."""

    scene = None

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.before = events()
        self.day = NOW.date()
        self.subjects = [observed.subject(self.scene, f"示例{n}号", unit=UNITS[n % 2]) for n in range(3)]
        self.promises: dict[int, Plain] = {}
        self.values: list[tuple[int, Period, date, int]] = []
        self.seen: dict[date, dict] = {}
        self.bureau = self.scene.actor("bureau")

    def at(self) -> datetime:
        return datetime.combine(self.day, time(12), NOW.tzinfo)

    def tried(self, act) -> bool:
        """Try an act and tell whether it was done; a refusal leaves nothing behind."""
        try:
            with transaction.atomic():
                act()
        except Refusal:
            return False
        return True

    @rule(place=st.integers(0, 2), first=st.integers(1, 5000), second=st.integers(1, 5000))
    def promise(self, place, first, second):
        row = given.promise(
            self.scene, self.subjects[place], terms=[term(2024, str(first * WAN)), term(2025, str(second * WAN))],
            by="bureau", at=self.at(),
        )  # fmt: skip
        self.promises[row.pk] = Plain(self.subjects[place].pk, [(self.day, {2024: first, 2025: second})])

    @rule(place=st.integers(0, 2), year=st.sampled_from(YEARS), quarter=st.integers(1, 4), wan=st.integers(0, 3000))
    def report(self, place, year, quarter, wan):
        period, subject = Period.of_quarter(year, quarter), self.subjects[place]
        done = self.tried(
            lambda: observed.verified(
                self.scene,
                subject,
                str(wan),
                period=period,
                by="bureau",
                checker="bureau2",
                at=self.at(),
                answer="随机",
            )
        )
        known = any(row[0] == subject.pk and row[1] == period for row in self.values)
        assert done == (not known and period.start <= self.day), (period, self.day)
        if done:
            self.values.append((subject.pk, period, self.day, wan))

    @rule(pick=st.integers(0, 50), wan=st.integers(0, 3000))
    def correct(self, pick, wan):
        if not self.values:
            return
        subject, period, _day, _wan = self.values[pick % len(self.values)]
        row = Observation.objects.get(
            series__subject_id=subject, series__valid_from=period.start, series__valid_to=period.end, state="verified",
            replaced_by=None,
        )  # fmt: skip

        def act():
            wished = observations.propose_correction(
                series_id=row.series_id, seen=row.pk, kind="audit", value=Decimal(wan), unit="万元", reason="审计核减",
                evidence="审计报告", by=self.bureau, at=self.at(),
            )  # fmt: skip
            observations.approve_correction(correction_id=wished.pk, by=self.scene.actor("bureau2"), at=self.at())

        if self.tried(act):
            self.values.append((subject, period, self.day, wan))

    @rule(pick=st.integers(0, 50), first=st.integers(1, 5000), second=st.integers(1, 5000))
    def ask_for_a_supplement(self, pick, first, second):
        if not self.promises:
            return
        pk, plain = self._picked(pick)
        terms = [term(2024, str(first * WAN)), term(2025, str(second * WAN))]
        row = Promise.objects.get(pk=pk)
        done = self.tried(lambda: given.supplement(self.scene, row, terms, by="bureau", at=self.at()))
        assert done == (plain.asked is None)
        if done:
            plain.asked = {2024: first, 2025: second}

    @rule(pick=st.integers(0, 50), approve=st.booleans())
    def answer_a_supplement(self, pick, approve):
        waiting = list(Supplement.objects.filter(state="proposed", promise__in=self.promises).order_by("pk"))
        if not waiting:
            return
        row = waiting[pick % len(waiting)]
        plain, act = (
            self.promises[row.promise_id],
            operations.approve_supplement if approve else operations.reject_supplement,
        )
        act(
            supplement_id=row.pk,
            version=row.promise.version,
            note_text="核",
            by=self.scene.actor("bureau2"),
            at=self.at(),
        )
        if approve:
            plain.targets.append((self.day, plain.asked))
            plain.moved, plain.waived = [], []  # what was decided about the old terms ends with them
        plain.asked = None

    @rule(pick=st.integers(0, 50), year=st.sampled_from(YEARS), kind=st.sampled_from(["moved", "waived"]), days=st.integers(1, 300), approve=st.booleans())  # fmt: skip
    def decide(self, pick, year, kind, days, approve):
        if not self.promises:
            return
        pk, plain = self._picked(pick)
        day = date(year, 12, 31) + timedelta(days=days) if kind == "moved" else self.day
        row = given.act(self.scene, Promise.objects.get(pk=pk), kind, day, year=year, by="bureau", at=self.at())
        given.decided(self.scene, row, approve=approve, by="bureau2", at=self.at())
        if approve and kind == "moved":
            plain.moved.append((self.day, year, day))
        elif approve:
            plain.waived.append((self.day, year))

    @rule(place=st.integers(0, 2), to=st.integers(0, 2))
    def pass_on(self, place, to):
        subject, unit = self.subjects[place], self.scene.units[UNITS[to]].pk
        subject.refresh_from_db()
        if subject.unit_id == unit:
            return
        asked = Proposal(unit, "order", "chain", "统筹", originator_id=subject.unit_id)
        row = observations.propose_transfer(subject_id=subject.pk, proposal=asked, by=self.bureau, at=self.at())
        observations.approve_transfer(transfer_id=row.pk, version=1, by=self.scene.actor("bureau2"), at=self.at())

    @rule(days=st.integers(1, 90))
    def let_days_pass(self, days):
        self.seen[self.day] = self._read(self.day)
        self.day += timedelta(days=days)

    def _picked(self, pick: int) -> tuple[int, Plain]:
        pk = sorted(self.promises)[pick % len(self.promises)]
        return pk, self.promises[pk]

    def _read(self, day: date) -> dict:
        found = queries.promises_known_at(self.bureau, PromiseFilter(), today=day, known=day, size=500).rows
        return {
            (row.id, each.period.start.year): (each.target, each.actual, each.due, each.verdict)
            for row in found for each in row.terms
        }  # fmt: skip

    def _expected(self, day: date) -> dict:
        """Say the same by the plain lists: the newest value of each quarter, added up, against the newest target."""
        latest = {(subject, period): wan for subject, period, known, wan in self.values if known <= day}
        found = {}
        for pk, plain in self.promises.items():
            known = [targets for since, targets in plain.targets if since <= day]
            if not known:
                continue
            begun = date(2024, 1, 1)
            for year, target in known[-1].items():
                due = self._due(plain, year, day)
                begun = max(date(year, 1, 1), min(begun, due))  # what a moved term took is not the next one's
                parts = [
                    wan for (subject, period), wan in latest.items()
                    if subject == plain.subject and begun <= period.start and period.last_day <= due
                ]  # fmt: skip
                waived = any(of == year and since <= day for since, of in plain.waived)
                reached = sum(parts) * WAN if parts else None
                found[pk, year] = (target * WAN, reached, due, self._verdict(waived, parts, target, due, day))
                begun = due + timedelta(days=1)
        return found

    @staticmethod
    def _due(plain: Plain, year: int, day: date) -> date:
        moved = [to for since, of, to in plain.moved if of == year and since <= day]
        return max(moved[-1], date(year, 12, 31)) if moved else date(year, 12, 31)

    @staticmethod
    def _verdict(waived, parts, target, due, day) -> str | None:
        if waived:
            return "waived"
        if day > due:
            return "no_data" if not parts else "met" if sum(parts) >= target else "breached"
        return None

    def teardown(self):
        """At the end: today is as the plain model says, every past day as it was, and the journal has a line for each act."""
        try:
            self.seen[self.day] = self._read(self.day)
            said = self._expected(self.day)
            assert set(said) == set(self.seen[self.day])
            for key, (target, actual, due, verdict) in said.items():
                found = self.seen[self.day][key]
                assert found[:3] == (target, actual, due), (key, found, said[key])
                assert verdict in (None, found[3]), (key, found, said[key])
            for day, was in self.seen.items():
                assert self._read(day) == was, day
            done = events() - self.before
            assert {name: done[name] for name in EVENTS} == {name: count() for name, count in EVENTS.items()}
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)


def events() -> Counter:
    """Count the journal's lines by event."""
    return Counter(Line.objects.filter(event__in=EVENTS).values_list("event", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lives", "steps", "part"), [(6, 30, 0), *(pytest.param(20, 50, n, marks=pytest.mark.slow) for n in range(4))]
)
def test_a_ledgers_life_is_what_the_model_says_on_every_day(lives, steps, part):
    """The eighty long lives come in parts, each from a seed of its own."""
    scene = district()
    given_transfers.parameters()
    given_transfers.second_bureau(scene)
    Ledger.scene = scene
    run_state_machine_as_test(
        seed(part)(type("Ledger", (Ledger,), {})) if part else Ledger,
        settings=settings(
            max_examples=lives, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck),
            database=None, phases=[Phase.generate],
        ),
    )  # fmt: skip
