"""What a firm is due by the policies in force and by what is known of it: the engine's judgement, with every source.

This is the one place where clauses become amounts: invitations, applications and the firm's own page all ask here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate

from luodi.claims import refusals
from luodi.claims.models import LIVE, Claim, Envelope
from luodi.claims.queries.books import envelopes_by_code
from luodi.engines import policies as engine
from luodi.engines.policies import Clause, Judgement, Pack
from luodi.engines.policies.judging import column_name, conditions
from luodi.engines.policies.tree import Ref, walk
from luodi.people.models import Unit
from luodi.policies.fact_values import worded
from luodi.policies.queries import FactRow, clause_version, engine_facts, facts_of, published_pack, version_keys
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@dataclass(frozen=True, slots=True)
class Due:
    """What one clause gives one firm for a year, as it is frozen in a claim; amounts in 分.

    `inputs` maps columns to value, words, state and source; `wanted` names the evidence that an application needs.
    """

    company_id: int
    year: int
    clause_version_id: int
    clause_code: str
    clause_number: int
    clause_title: str
    clause_title_en: str
    clause_sha256: str
    group: str
    mode: str
    notice_days: int
    unit_id: int
    envelope_id: int
    wanted: list[str]
    inputs: dict[str, dict]
    explanation: dict[str, object]
    asked_fen: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a firm stands by one clause: status, amounts in 分, why (Chinese, English), what is missing.

    `evidence` would prove what is missing, `proofs` are all papers that the clause asks for.
    """

    clause: str
    title: str
    title_en: str
    department: str
    mode: str
    status: str
    granted_fen: int
    possible_fen: int | None
    why: list[tuple[str, str]]
    missing: list[tuple[str, str]]
    evidence: list[str]
    proofs: list[str]
    claim_id: int | None
    claim_stage: str


@dataclass(frozen=True, slots=True)
class _Known:
    """A firm before the pack: what is known, and the judgements by clause."""

    pack: Pack
    facts: Mapping[str, FactRow]
    judged: Mapping[str, Judgement]
    clauses: Mapping[str, Clause]
    day: date
    paid: Mapping[str, int]


def standings(company_id: int, year: int, *, at: datetime) -> list[Standing]:
    """Tell how a firm stands by every clause in force: what it is due, one step short of, or not; the due ones first."""
    known = _judged(company_id, year, at)
    there = Claim.objects.filter(company_id=company_id, year=year, stage__in=[*LIVE, "invited", "draft"])
    claims = {code: (pk, stage) for code, pk, stage in there.values_list("clause_code", "pk", "stage")}
    order = {"eligible": 0, "maybe": 1, "no": 2}
    rows = [_standing(known, code, each, claims.get(code, (None, ""))) for code, each in known.judged.items()]
    return sorted(rows, key=lambda row: (order[row.status], -row.granted_fen, row.clause))


def due_of(
    company_id: int, clause: str, year: int, *, at: datetime, maybe: bool = False, without: int | None = None
) -> Due:
    """Give what one clause gives a firm for a year by what is known at an instant.

    :param maybe: also where something is not known yet, as a draft may begin
    :param without: a claim of the firm that is reckoned anew and counts for nothing meanwhile
    :raises ClaimClauseUnknown: if no such clause is in force
    :raises ClaimNotDue: if nothing is due, with the reason
    :raises ClaimEnvelopeMissing: if the clause's envelope was not opened
    """
    known = _judged(company_id, year, at, without)
    if clause not in known.judged:
        raise refusals.ClaimClauseUnknown(clause=clause)
    judged, rule = known.judged[clause], known.clauses[clause]
    fen = judged.granted_fen if judged.status == "eligible" else judged.possible_fen or 0
    if fen <= 0 or (judged.status != "eligible" and not maybe):
        why, why_en = ("；".join(each.sentence(language) for each in judged.reasons) for language in ("zh", "en"))
        raise refusals.ClaimNotDue(clause=rule.title, why=why, why_en=why_en)
    return _due(known, rule, company_id, year, at, fen)


def _due(known: _Known, rule: Clause, company_id: int, year: int, at: datetime, fen: int) -> Due:
    fund = known.pack.envelopes.get(rule.envelope)
    key = (rule.envelope, fund.year if fund else year)
    envelope = envelopes_by_code([key]).get(key)
    if envelope is None:
        raise refusals.ClaimEnvelopeMissing(code=rule.envelope, year=key[1])
    version = version_keys(at)[rule.id, rule.version]
    named = Unit.objects.filter(
        Q(name__in=(rule.department, f"区{rule.department}")) | Q(short_name=rule.department), active=True
    ).order_by("pk")
    unit = named.values_list("pk", flat=True).first()
    return Due(
        company_id=company_id, year=year, clause_version_id=version, clause_code=rule.id, clause_number=rule.version,
        clause_title=rule.title[:200], clause_title_en=rule.title_en[:200], clause_sha256=_digest(version),
        group=rule.group, mode=rule.mode, notice_days=rule.notice_days, unit_id=unit or _unit_of(envelope),
        envelope_id=envelope, wanted=[each.name for each in rule.evidence] if rule.mode == "apply" else [],
        inputs=inputs_of(known.pack, rule, known.facts), explanation=_explained(known, rule, known.judged[rule.id]), asked_fen=fen,
    )  # fmt: skip


def inputs_of(pack: Pack, rule: Clause, facts: Mapping[str, FactRow]) -> dict[str, dict]:
    """Give what a clause was reckoned from: each column that it reads and that is known, with value, state and source."""
    nodes = [*(condition for _code, condition, _wanted in conditions(pack, rule)), rule.amount]
    columns = dict.fromkeys(each.column for node in nodes for each in walk(node) if isinstance(each, Ref))
    return {column: _input(pack, column, facts[column]) for column in columns if column in facts}


def _input(pack: Pack, column: str, fact: FactRow) -> dict:
    return {
        "label": column_name(column, pack.fields), "label_en": column_name(column, pack.fields, "en"),
        "value": fact.value, "shown": worded(fact.field, fact.value), "state": fact.state, "fact": fact.id,
        "source": fact.source, "source_kind": fact.source_kind, "source_id": fact.source_id,
        "known_at": fact.known_at.isoformat(),
    }  # fmt: skip


def _judged(company_id: int, year: int, at: datetime, without: int | None = None) -> _Known:
    pack, facts = published_pack(at), facts_of(company_id, year, at)
    day, paid = _as_of(year, at), _paid(company_id, year, without)
    judged = {each.clause: each for each in engine.judge(pack, engine_facts(facts), day, paid=paid)}
    return _Known(pack, facts, judged, {each.id: each for each in pack.on(day)}, day, paid)


def _as_of(year: int, at: datetime) -> date:
    """Give the day by which a basis year is judged: today within it, its last day afterwards."""
    return min(localdate(at), date(year, 12, 31))


def _paid(company_id: int, year: int, without: int | None) -> dict[str, int]:
    """Sum what the firm's claims take already: by clause ever and this year, by group and in all this year."""
    found: dict[str, int] = {}
    rows = Claim.objects.filter(company_id=company_id, stage__in=LIVE).exclude(pk=without or 0)
    fields = ("clause_code", "group", "year", "asked_fen", "granted_fen", "payable_fen")
    for code, group, of, asked, granted, payable in rows.values_list(*fields):
        fen = payable if payable is not None else granted if granted is not None else asked
        keys = [code, *([f"{code}@year", "*"] if of == year else []), *([group] if group and of == year else [])]
        for key in keys:
            found[key] = found.get(key, 0) + fen
    return found


def _explained(known: _Known, rule: Clause, judged: Judgement) -> dict[str, object]:
    """Tell how the amount came about: each condition and step as lines and as plain values, then groups and caps."""
    told = engine.explain(known.pack, rule.id, engine_facts(known.facts), known.day, paid=known.paid)
    settled = [each for each in judged.reasons if each.code not in {one.code for one in told.judgement.reasons}]
    lines = {
        language: [*told.lines(language), *(each.sentence(language) for each in settled)] for language in ("zh", "en")
    }
    return lines | {"steps": told.as_json(), "as_of": known.day.isoformat()}


def _standing(known: _Known, code: str, judged: Judgement, claim: tuple[int | None, str]) -> Standing:
    rule, fields = known.clauses[code], known.pack.fields
    return Standing(
        clause=code, title=rule.title, title_en=rule.title_en or rule.title, department=rule.department, mode=rule.mode,
        status=judged.status if judged.granted_fen or judged.status != "eligible" else "no",
        granted_fen=judged.granted_fen, possible_fen=judged.possible_fen,
        why=[(each.sentence("zh"), each.sentence("en")) for each in judged.reasons],
        missing=[(column_name(each, fields), column_name(each, fields, "en")) for each in judged.missing],
        evidence=list(judged.evidence), proofs=[each.name for each in rule.evidence],
        claim_id=claim[0], claim_stage=claim[1],
    )  # fmt: skip


def _digest(version_id: int) -> str:
    return clause_version(version_id).sha256


def _unit_of(envelope_id: int) -> int:
    return Envelope.objects.values_list("unit_id", flat=True).get(pk=envelope_id)


def clauses_in_force(*, at: datetime) -> list[tuple[str, str]]:
    """List the clauses in force (id, title), in the order of the pack."""
    return [(each.id, each.title) for each in published_pack(at).on(localdate(at))]


def own_standings(viewer: Actor, company_id: int, year: int, *, at: datetime) -> list[Standing]:
    """Tell how one's own firm stands by every clause in force.

    :raises NotFound: for another firm
    """
    if company_id not in viewer.firm_ids:
        raise NotFound()
    return standings(company_id, year, at=at)
