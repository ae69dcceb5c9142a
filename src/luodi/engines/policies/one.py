"""One firm against a pack, fast: compiled once for a day, read plainly only where something isn't known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from . import settling
from .compiling import Runner, runner_of
from .judging import ELIGIBLE, MAYBE, NO, Judgement, Reason, due, firm_cap, judge_clause, nothing
from .shape import Pack
from .valuing import Scene

NOTHING_PAID: Mapping[str, int] = {}


def judge(
    pack: Pack, facts: Mapping[str, object], as_of: date, *, paid: Mapping[str, int] | None = None
) -> tuple[Judgement, ...]:
    """Judge one firm by every clause in force.

    :param facts: stored values by column (`rd_spend`, `rd_spend@-1`): 分, ppm, 0.01 ㎡, day numbers or dates, texts, sets, flags
    :param paid: in 分: by clause id what it ever paid this firm, `id@year` this year, by group id, and "*" all of this year
    """
    paid, runner = paid or NOTHING_PAID, runner_of(pack, as_of)
    scene = Scene(facts, pack.fields, pack.parameters, as_of)
    found = [
        said[fen] if fen is not None and fen < 0 else _alone(runner, at, fen, scene, paid)
        for at, (fen, said) in enumerate(zip(runner.run(facts.get), runner.refusals, strict=True))
    ]
    places = [at for at, each in enumerate(found) if each.amount_fen]
    if places and (paid or not _untouched(runner, found, places)):
        _settle(pack, runner, found, places, scene, paid)
    return tuple(found)


def _alone(runner: Runner, at: int, came: int | None, scene: Scene, paid: Mapping[str, int]) -> Judgement:
    """Turn what the compiled clause gave into a judgement; None asks for the plain reading."""
    clause = runner.clauses[at]
    if came is None:
        return judge_clause(runner.pack, clause, scene, paid)
    fen, limit = settling.capped(came, clause, paid)
    return due(clause, fen, limit) if fen > 0 else nothing(clause)


def _untouched(runner: Runner, found: list[Judgement], places: list[int]) -> bool:
    """Say that no group and no cap can change anything: all of different groups, together below every cap."""
    names = [name for at in places if (name := runner.clauses[at].group)]
    return len(set(names)) == len(names) and sum(found[at].amount_fen for at in places) <= runner.lowest_cap


def _settle(
    pack: Pack, runner: Runner, found: list[Judgement], places: list[int], scene: Scene, paid: Mapping[str, int]
) -> None:
    """Let groups and the firm's cap make of the amounts what they do."""
    clauses = [runner.clauses[at] for at in places]
    granted, reasons = settling.grouped([found[at].amount_fen for at in places], clauses, pack.groups, paid)
    cap = firm_cap(pack, scene) if pack.firm_caps else None
    got, cut = settling.waterfall(granted, cap, paid)
    for at, clause, fen, reason, short in zip(places, clauses, got, reasons, cut, strict=True):
        each = found[at]
        if fen == each.granted_fen and not reason:
            continue
        why = list(each.reasons)
        if reason:
            group = pack.groups[clause.group]
            why.append(Reason(reason, {"group": group.title, "group_en": group.title_en or group.title}))
        if short:
            why.append(Reason(settling.FIRM_CAP, {}))
        found[at] = Judgement(each.clause, each.version, each.status, each.amount_fen, fen, tuple(why))


__all__ = ["ELIGIBLE", "MAYBE", "NO", "Judgement", "Reason", "judge"]
