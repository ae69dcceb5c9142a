"""What one firm is due today by the pack in force, explained; secret values stay out of what is shown to who may not see them."""

from dataclasses import dataclass
from datetime import date

from luodi.companies.models import Company
from luodi.engines.policies import Pack, judge
from luodi.engines.policies.depending import columns_of
from luodi.engines.policies.explaining import explain_clause
from luodi.policies.permissions import sees_value
from luodi.policies.queries.facts import FactRow, engine_facts, facts_of
from luodi.policies.queries.standing import published_pack, version_keys
from luodi.policies.reckoning import Firm, pairs_of
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

ORDER = {"eligible": 0, "maybe": 1, "near": 2}


@dataclass(frozen=True, slots=True)
class DueRow:
    """One clause for a firm: eligible, maybe or near, with its amounts in 分, what is missing, and the explanation's lines."""

    clause_pk: int
    clause_id: str
    title: str
    title_en: str
    mode: str
    status: str
    amount_fen: int
    granted_fen: int
    possible_fen: int | None
    missing: tuple[str, ...]
    evidence: tuple[str, ...]
    lines: tuple[str, ...]
    lines_en: tuple[str, ...]
    masked: bool


@dataclass(frozen=True, slots=True)
class FirmDue:
    """A firm with what it is due, the sum of what is granted in 分, and how many clauses don't concern it."""

    company_id: int
    name: str
    rows: list[DueRow]
    total_fen: int
    others: int


def due_of_firm(viewer: Actor, company_id: int, *, year: int, today: date) -> FirmDue:
    """Judge one firm by the pack in force and the facts known now; seven SQL statements.

    :raises NotFound: if there is no such firm whose facts the viewer may see
    """
    company = Company.objects.visible_to(viewer).filter(pk=company_id, withdrawn_at=None).first()
    facts = facts_of(company_id, year)
    if company is None or not _sees_some(viewer, company_id, facts):
        raise NotFound()
    pack, keys = published_pack(), version_keys()
    values = engine_facts(facts)
    firm = Firm(company_id, 0, values)
    pairs = {each.clause: each for each in pairs_of(pack, firm, today)}
    judged = {each.clause: each for each in judge(pack, values, today)}
    hidden = {
        column for column, row in facts.items() if not sees_value(viewer, row.data_class, row.unit_id, company_id)
    }  # fmt: skip
    rows = [
        _row(pack, clause, pairs[clause.id], judged[clause.id], values, today, keys, hidden)
        for clause in pack.on(today)
        if clause.id in pairs
    ]
    rows.sort(key=lambda row: (ORDER[row.status], -row.granted_fen, row.clause_id))
    total = sum(each.granted_fen for each in judged.values())
    return FirmDue(company_id, company.name, rows, total, len(judged) - len(rows))


def _sees_some(viewer: Actor, company_id: int, facts: dict[str, FactRow]) -> bool:
    """Tell whether the viewer sees that something is known of a firm; of one without facts everybody sees the same nothing."""
    if viewer.kind == "system" or company_id in viewer.firm_ids:
        return True
    return any(sees_value(viewer, row.data_class, row.unit_id, company_id) for row in facts.values()) or not facts


def _row(pack: Pack, clause, pair, one, values, today: date, keys, hidden: set[str]) -> DueRow:
    masked = bool(hidden & set(columns_of(pack, clause)))
    found = None if masked else explain_clause(pack, clause, values, today)
    return DueRow(
        clause_pk=keys[clause.id, clause.version], clause_id=clause.id, title=clause.title, title_en=clause.title_en, mode=clause.mode,
        status=pair.status, amount_fen=pair.amount_fen, granted_fen=one.granted_fen, possible_fen=None if masked else one.possible_fen,
        missing=one.missing, evidence=one.evidence, lines=tuple(found.lines("zh")[1:]) if found else (),
        lines_en=tuple(found.lines("en")[1:]) if found else (), masked=masked,
    )  # fmt: skip
