"""Stages of a payment that hang on a promise's terms: due, payable, carried forward, paid and to come back, to the 分."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from luodi.engines import promises as engine
from luodi.engines.promises import NONE
from luodi.people.queries.settings import parameters_in_force
from luodi.promises.models import Paid
from luodi.promises.queries.readings import PERCENT, PromiseRow, TermReading
from luodi.values.indicator import indicator

CENT = Decimal("0.01")
JUDGED = ("met", "cured", "in_cure", "breached", "waived")


@dataclass(frozen=True, slots=True)
class PaymentStage:
    """A stage as it stands on a day, in 元; `number` counts from 1. What depends on hidden figures is None.

    `due`: its amount and what was carried to it, once judged. `pay`: payable now. `carry`: carried to the next stage.
    `deferred`: kept back into the cure. `paid`: paid so far for it. `claw_back`: has to come back.
    """

    number: int
    term: TermReading
    amount: Decimal
    standing: str
    due: Decimal | None
    pay: Decimal | None
    carry: Decimal | None
    deferred: Decimal | None
    claw_back: Decimal | None
    paid: Decimal


def stages_of(row: PromiseRow, *, today: date, known: date | None = None) -> tuple[PaymentStage, ...]:
    """Settle the stages that hang on a promise as it was read (handbook §4.1, §6.3 example 2); two SQL statements, or none.

    A stage is judged when its term is met, cured, waived, in its cure or breached. It is finally breached when less was reached
    than pays a part and no cure is left; until then what was not paid is carried forward.
    """
    terms = [each for each in row.terms if each.amount is not None]
    if not terms:
        return ()
    day = known or today
    handed = _handed(row.id, day)
    if any(each.hidden for each in terms):
        return tuple(_hidden(number, term, handed) for number, term in enumerate(terms, 1))
    rules = _terms_on(day)
    rows = [_stage(row, number, term, handed, rules) for number, term in enumerate(terms, 1)]
    lines = engine.settle_one(rows, rules)
    return tuple(
        PaymentStage(
            number=line["stage"], term=term, amount=_yuan(given["amount"]), paid=handed.get(line["stage"], Decimal(0)),
            standing=engine.Standing(given["standing"]).name.lower(),
            **{name: _yuan(line[name]) for name in ("due", "pay", "carry", "deferred", "claw_back")},
        )
        for line, given, term in zip(lines, rows, terms, strict=True)
    )  # fmt: skip


def _stage(
    row: PromiseRow, number: int, term: TermReading, handed: dict[int, Decimal], rules: engine.Terms
) -> dict[str, int]:
    scale = 10 ** indicator(row.indicator).places
    target, actual = int(term.target * scale), int((term.actual or 0) * scale)
    standing = engine.Standing.JUDGED if term.verdict in JUDGED else engine.Standing.OPEN
    if term.verdict == "breached" and actual * engine.WHOLE < rules.part_from_ppm * target:
        standing = engine.Standing.BREACHED
    return {
        "agreement": row.id, "stage": number, "amount": int((term.amount or 0) * 100), "actual": actual, "target": target,
        "standing": int(standing), "paid": int(handed[number] * 100) if number in handed else NONE,
    }  # fmt: skip


def _terms_on(day: date) -> engine.Terms:
    found = parameters_in_force("promises.", on=day)
    return engine.Terms(
        full_ppm=int(Decimal(str(found["promises.full_percent"])) * PERCENT),
        part_from_ppm=int(Decimal(str(found["promises.part_percent"])) * PERCENT),
    )


def _handed(promise_id: int, day: date) -> dict[int, Decimal]:
    found = Paid.objects.filter(promise_id=promise_id, made_at__date__lte=day).values("stage")
    return {each["stage"]: each["sum"] for each in found.annotate(sum=Sum("amount")).order_by("stage")}


def _hidden(number: int, term: TermReading, handed: dict[int, Decimal]) -> PaymentStage:
    return PaymentStage(
        number, term, term.amount or Decimal(0), "hidden", *([None] * 5), handed.get(number, Decimal(0))
    )


def _yuan(fen: int) -> Decimal:
    return Decimal(fen) * CENT
