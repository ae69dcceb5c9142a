"""Legacy agreements: taken in, scanned by the fairness engine, and cleaned up finding by finding (handbook §0 no. 10)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from luodi.agreements import refusals
from luodi.agreements.models import Agreement, CleanUp, CleanUpStep
from luodi.agreements.models.legacy import WAYS
from luodi.agreements.operations.drafting import Head, Party, guarded, set_head
from luodi.agreements.operations.locking import locked, note
from luodi.agreements.operations.texts import Source, add_version
from luodi.agreements.permissions import may_edit
from luodi.engines import fairness
from luodi.engines.sheets import Column, read_rows, read_workbook_confined
from luodi.journal.operations import record
from luodi.people.models import Unit
from luodi.people.permissions import require
from luodi.people.queries.unit_names import unit_finder
from luodi.reviews.queries import pack_in_force
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Refusal, Stale

COLUMNS = (
    Column("number", ("协议编号", "编号"), needed=True, longest=60),
    Column("title", ("协议名称", "名称"), needed=True, longest=200),
    Column("firm", ("相对方", "企业", "乙方"), needed=True, longest=160),
    Column("unit", ("责任单位", "签订单位", "甲方"), needed=True),
    Column("signed", ("签订日期", "签署日期"), "day", needed=True),
    Column("until", ("到期日期", "有效期至"), "day"),
    Column("text", ("协议文本", "主要条款", "条款内容"), needed=True, longest=30000),
)
WAY_WORDS = {
    "undecided": ("待定", "undecided"), "keep_until_end": ("保留至期满", "keep until its end"), "amend": ("修改", "amend"),
    "stop": ("停止执行", "stop"), "compensate": ("补偿后终止", "end against compensation"),
    "no_issue": ("无需处理", "no issue"),
}  # fmt: skip
MOST_ROWS_NAMED = 20


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done about a finding: the way, the lawful procedure, the unit in charge and the day."""

    way: str
    procedure: str
    unit_id: int | None = None
    due_date: date | None = None


@transaction.atomic
def register_legacy(
    *,
    head: Head,
    unit_id: int,
    signed_date: date,
    source: Source,
    project_id: int | None = None,
    by: Actor,
    at: datetime,
) -> Agreement:
    """Register one agreement signed before this ledger existed.

    :raises SigningDayWrong: for a day in the future
    :raises Refusal: as for any agreement: title, parties, number, text
    """
    may_edit(by, unit_id)
    return _registered(head, unit_id, signed_date, source, project_id, by, at)


@transaction.atomic
def import_legacy(*, data: bytes, by: Actor, at: datetime) -> list[Agreement]:
    """Take in a workbook of legacy agreements; all rows or none, every faulty row named with its field.

    :raises LegacyRowsWrong: with the rows
    :raises Refusal: those of `engines.sheets` for a file that is no such workbook
    """
    require(by, "agreements.edit")
    read = read_rows(read_workbook_confined(data), COLUMNS)
    units = unit_finder()
    made: list[Agreement] = []
    wrong: list[str] = []
    for row in read.rows:
        faults = [each.sentence("zh") for each in row.findings if each.severity == "bad"]
        unit_id = units(row.cells.get("unit", ""))
        if unit_id is None:
            faults.append(f"责任单位“{row.cells.get('unit', '')}”不在单位名录里")
        missing = [column.names[0] for column in COLUMNS if column.needed and not row.cells.get(column.key, "").strip()]
        if missing:
            faults.append(f"缺{'、'.join(missing)}")
        if faults:
            wrong.append(f"第 {row.number} 行 {'；'.join(faults)}")
            continue
        try:
            may_edit(by, unit_id)
            with transaction.atomic():
                made.append(_of_row(row.values, row.cells, unit_id, by, at))
        except Refusal as said:
            wrong.append(f"第 {row.number} 行 {said.sentence('zh')}")
    if wrong:
        raise refusals.LegacyRowsWrong(rows=wrong[:MOST_ROWS_NAMED])
    return made


def _of_row(values: dict, cells: dict, unit_id: int, by: Actor, at: datetime) -> Agreement:
    unit = Unit.objects.get(pk=unit_id)
    head = Head(
        title=cells["title"], number=cells["number"],
        parties=(Party(unit.name, "district", "甲方"), Party(cells["firm"], "firm", "乙方")),
        valid_from=values["signed"], valid_to=values.get("until"),
    )  # fmt: skip
    return _registered(head, unit_id, values["signed"], Source(text=cells["text"]), None, by, at)


def _registered(
    head: Head, unit_id: int, signed: date, source: Source, project_id: int | None, by: Actor, at: datetime
) -> Agreement:
    if signed > localdate(at):
        raise refusals.SigningDayWrong(day=signed.isoformat(), approved="—", today=localdate(at).isoformat())
    agreement = Agreement(
        kind="legacy", unit_id=unit_id, project_id=project_id, state="in_force", signed_date=signed, drafted_at=at,
        changed_at=at,
    )  # fmt: skip
    set_head(agreement, head, by)
    guarded(agreement, lambda: agreement.save(force_insert=True))
    add_version(agreement, source, "", by, at)
    agreement.save(update_fields=["current", "maker"])
    note("agreement.legacy_registered", agreement, by, at, number=agreement.number)
    return agreement


@transaction.atomic
def scan_legacy(*, agreement_id: int, by: Actor, at: datetime) -> int:
    """Scan a legacy agreement by the fairness engine and list what is new; give how many. A finding comes once only.

    :raises NotALegacyAgreement: for any other kind
    """
    agreement = locked(agreement_id, None, by)
    may_edit(by, agreement.unit_id)
    if agreement.kind != "legacy":
        raise refusals.NotALegacyAgreement()
    outcome = fairness.review(agreement.current.text, pack=pack_in_force())
    known = set(agreement.clean_ups.values_list("code", "span_start"))
    fresh = [each for each in outcome.findings if each.severity != "note" and (each.id, each.span[0]) not in known]
    CleanUp.objects.bulk_create(
        CleanUp(
            agreement=agreement, code=each.id[:12], article=each.article[:120], severity=each.severity, quote=each.quote,
            span_start=each.span[0], span_end=each.span[1], reason=each.reason[:500], rewrite=each.rewrite[:500],
            unit_id=agreement.unit_id, found_at=at,
        )
        for each in {(each.id, each.span[0]): each for each in fresh}.values()
    )  # fmt: skip
    note("agreement.legacy_scanned", agreement, by, at, found=len(fresh), pack=outcome.pack_version)
    return len(fresh)


@transaction.atomic
def add_finding(*, agreement_id: int, quote: str, reason: str, by: Actor, at: datetime) -> CleanUp:
    """Add a finding that a person made in a legacy agreement, quoting its words.

    :raises CleanUpStepEmpty: without words
    """
    agreement = locked(agreement_id, None, by)
    may_edit(by, agreement.unit_id)
    if agreement.kind != "legacy":
        raise refusals.NotALegacyAgreement()
    if not quote.strip() or not reason.strip():
        raise refusals.CleanUpStepEmpty()
    place = agreement.current.text.find(quote.strip())
    return CleanUp.objects.create(
        agreement=agreement, code="人工", quote=quote.strip()[:2000], reason=reason.strip()[:500],
        span_start=place if place >= 0 else None, span_end=place + len(quote.strip()) if place >= 0 else None,
        unit_id=agreement.unit_id, found_at=at,
    )  # fmt: skip


@transaction.atomic
def decide_clean_up(*, clean_up_id: int, version: int, decision: Decision, by: Actor, at: datetime) -> CleanUp:
    """Decide how a finding is dealt with: by a lawful procedure, a unit and a day (优化营商环境条例 art. 31).

    :raises CleanUpWayMissing, CleanUpProcedureMissing: for what is missing
    :raises CleanUpIsDone: if it is closed
    """
    found = _locked_clean_up(clean_up_id, version, by)
    require(by, "agreements.clean_up", unit_id=found.agreement.unit_id)
    if decision.way not in WAYS or decision.way == "undecided":
        raise refusals.CleanUpWayMissing(way=decision.way)
    needs = decision.way != "no_issue" and (decision.unit_id is None or decision.due_date is None)
    if not decision.procedure.strip() or needs:
        raise refusals.CleanUpProcedureMissing()
    if decision.unit_id and not Unit.objects.filter(pk=decision.unit_id, active=True).exists():
        raise refusals.DutyUnitUnknown(what=decision.procedure[:40])
    found.way, found.procedure = decision.way, decision.procedure.strip()[:300]
    found.unit_id, found.due_date = decision.unit_id or found.unit_id, decision.due_date
    found.state = "done" if decision.way == "no_issue" else "in_progress"
    words = WAY_WORDS[decision.way]
    _step(found, f"{words[0]}：{found.procedure}", by, at)
    _note_clean_up("clean_up.decided", found, by, at, way=words[0], way_en=words[1])
    return found


@transaction.atomic
def note_progress(*, clean_up_id: int, version: int, what: str, done: bool, by: Actor, at: datetime) -> CleanUp:
    """Note what was done about a finding; `done` closes it.

    :raises CleanUpStepEmpty: without words
    :raises CleanUpUndecided: before the way is decided
    """
    found = _locked_clean_up(clean_up_id, version, by)
    may_edit(by, found.agreement.unit_id)
    if not what.strip():
        raise refusals.CleanUpStepEmpty()
    if found.way == "undecided":
        raise refusals.CleanUpUndecided()
    found.state = "done" if done else "in_progress"
    _step(found, what, by, at)
    _note_clean_up("clean_up.done" if done else "clean_up.progressed", found, by, at, what=what.strip()[:300])
    return found


def _step(found: CleanUp, what: str, by: Actor, at: datetime) -> None:
    found.version += 1
    found.save(update_fields=["way", "procedure", "unit", "due_date", "state", "version"])
    CleanUpStep.objects.create(clean_up=found, what=what.strip()[:500], person_id=by.person_id, at=at)


def _locked_clean_up(clean_up_id: int, version: int, by: Actor) -> CleanUp:
    seen = CleanUp.objects.filter(pk=clean_up_id).values_list("agreement_id", flat=True).first()
    if seen is None:
        raise NotFound()
    locked(seen, None, by)
    found = CleanUp.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=clean_up_id)
    if found.version != version:
        raise Stale()
    if found.state == "done":
        raise refusals.CleanUpIsDone()
    return found


def _note_clean_up(event: str, found: CleanUp, by: Actor, at: datetime, **facts) -> None:
    agreement = found.agreement
    record(
        event, found, by=by, at=at, label=agreement.title, owner_unit_id=agreement.unit_id,
        data_class=agreement.data_class, facts=facts,
    )  # fmt: skip
