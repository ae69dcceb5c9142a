"""One firm against a pack, fast: compiled once for a day, read plainly only where something isn't known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from . import settling
from .compiling import NOT_KNOWN, Runner, runner_of
from .judging import ELIGIBLE, MAYBE, NO, Judgement, Reason, due, firm_cap, judge_clause, nothing
from .shape import Group, Pack
from .valuing import Scene

NOTHING_PAID: Mapping[str, int] = {}
FIRM_CAP = (Reason(settling.FIRM_CAP, {}),)


def judge(
    pack: Pack, facts: Mapping[str, object], as_of: date, *, paid: Mapping[str, int] | None = None
) -> tuple[Judgement, ...]:
    """Judge one firm by every clause in force.

    :param facts: stored values by column (`rd_spend`, `rd_spend@-1`): 分, ppm, 0.01 ㎡, day numbers or dates, texts, sets, flags
    :param paid: in 分: by clause id what it ever paid this firm, `id@year` this year, by group id, and "*" all of this year
    """
    paid, runner = paid or NOTHING_PAID, runner_of(pack, as_of)
    found, due_places, unsure = runner.run(facts.get)
    places = []
    for at, came in due_places:
        clause, fen, limit = runner.clauses[at], came, settling.DUE
        if clause.cap_year is not None or clause.cap_lifetime is not None:
            fen, limit = settling.capped(came, clause, paid)
        found[at] = due(clause, fen, limit) if fen > 0 else nothing(clause)
        places.append(at)
    if unsure:
        scene = Scene(facts, pack.fields, pack.parameters, as_of)
        for at in unsure:
            found[at] = judge_clause(pack, runner.clauses[at], scene, paid)
        places = sorted({*places, *unsure})
    judged: list[Judgement] = found  # type: ignore[assignment]  # every hole is filled
    places = [at for at in places if judged[at].amount_fen]
    if places and (paid or not _untouched(runner, judged, places)):
        _settle(runner, judged, places, facts, as_of, paid)
    return tuple(judged)


def _untouched(runner: Runner, found: list[Judgement], places: list[int]) -> bool:
    """Say that no group and no cap can change anything: all of different groups, together below every cap."""
    if len(places) == 1:
        return found[places[0]].amount_fen <= runner.lowest_cap
    total, seen = 0, set()
    for at in places:
        total += found[at].amount_fen
        name = runner.clauses[at].group
        if name in seen:
            return False
        if name:
            seen.add(name)
    return total <= runner.lowest_cap


def _cap(runner: Runner, facts: Mapping[str, object], as_of: date) -> int | None:
    """Give the firm's cap of the year, by the compiled reading where all it needs is known."""
    cap = runner.cap(facts.get)
    if cap != NOT_KNOWN:
        return cap
    pack = runner.pack
    return firm_cap(pack, Scene(facts, pack.fields, pack.parameters, as_of))


def _settle(
    runner: Runner,
    found: list[Judgement],
    places: list[int],
    facts: Mapping[str, object],
    as_of: date,
    paid: Mapping[str, int],
) -> None:
    """Let groups and the firm's cap make of the amounts what they do."""
    groups, clauses = runner.pack.groups, [runner.clauses[at] for at in places]
    granted, reasons = settling.grouped([found[at].amount_fen for at in places], clauses, groups, paid)
    cap = _cap(runner, facts, as_of) if paid or sum(granted) > runner.lowest_cap else None
    got, cut = settling.waterfall(granted, cap, paid)
    for at, clause, fen, reason, short in zip(places, clauses, got, reasons, cut, strict=True):
        each = found[at]
        if fen == each.granted_fen and not reason:
            continue
        why = each.reasons + (_by_group(reason, groups[clause.group]) if reason else ()) + (FIRM_CAP if short else ())
        found[at] = Judgement(each.clause, each.version, each.status, each.amount_fen, fen, why)


@lru_cache(maxsize=4096)
def _by_group(reason: str, group: Group) -> tuple[Reason, ...]:
    return (Reason(reason, {"group": group.title, "group_en": group.title_en or group.title}),)


__all__ = ["ELIGIBLE", "MAYBE", "NO", "Judgement", "Reason", "judge"]
