"""Scenes of promises, built through operations."""

from datetime import date, datetime
from decimal import Decimal

from luodi.observations.models import Subject
from luodi.promises import operations
from luodi.promises.models import Act, Promise, Supplement
from luodi.promises.operations import Basis, Drawn, Manner, Parties
from luodi.values.period import Period
from tests.given.people import NOW, District

PLAN = Basis("target_plan", "2025 年目标计划书第 3 条", 7)
SUMMED = Manner("sum")


def term(year: int, target: str = "1000", **drawn) -> Drawn:
    """Draw up a year's term; money in 元."""
    return Drawn(Period.of_year(year), Decimal(target), **drawn)


def promise(
    scene: District, of: Subject, *, indicator: str = "fixed_assets", terms: list[Drawn] | None = None,
    manner: Manner = SUMMED, parties: Parties | None = None, basis: Basis = PLAN, by: str = "river", at: datetime = NOW,
) -> Promise:  # fmt: skip
    """Make a promise of the subject's unit."""
    return operations.make_promise(
        parties=parties or Parties(promisor_unit_id=of.unit_id), basis=basis, subject_id=of.pk,
        indicator_code=indicator, manner=manner, terms=terms or [term(2024), term(2025)], by=scene.actor(by), at=at,
    )  # fmt: skip


def supplement(
    scene: District,
    of: Promise,
    terms: list[Drawn],
    *,
    ground: str = "土地交付延后，双方补签",
    by: str = "river",
    at: datetime = NOW,
) -> Supplement:
    """Propose a supplement."""
    of.refresh_from_db(fields=["version"])
    return operations.supplement_promise(
        promise_id=of.pk, version=of.version, ground=ground, terms=terms, by=scene.actor(by), at=at
    )


def approved(scene: District, row: Supplement, *, by: str = "riverhead", at: datetime = NOW) -> Supplement:
    """Approve a supplement as another person."""
    row.promise.refresh_from_db(fields=["version"])
    return operations.approve_supplement(supplement_id=row.pk, version=row.promise.version, by=scene.actor(by), at=at)


def act(
    scene: District,
    of: Promise,
    kind: str,
    day: date,
    *,
    year: int = 2024,
    reason: str = "用地指标批复晚 60 天",
    by: str = "river",
    at: datetime = NOW,
) -> Act:
    """Propose a decision about a year's term."""
    of.refresh_from_db(fields=["version"])
    running = of.terms.get(valid_from__year=year, known_at__isnull=False, known_until__isnull=True)
    return operations.propose_act(
        term_id=running.pk, version=of.version, kind=kind, day=day, ground="government", reason=reason,
        by=scene.actor(by), at=at,
    )  # fmt: skip


def decided(
    scene: District, row: Act, *, approve: bool = True, words: str = "属实", by: str = "riverhead", at: datetime = NOW
) -> Act:
    """Decide what was proposed about a term."""
    owner = row.term.promise
    owner.refresh_from_db(fields=["version"])
    return operations.decide_act(
        act_id=row.pk, version=owner.version, approve=approve, note_text=words, by=scene.actor(by), at=at
    )
