"""Registrations from an Excel sheet: each row is registered as one by hand would be, or says why not; nothing is lost."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from luodi.engines.sheets import BAD, Column, read_rows, read_workbook_confined
from luodi.leads import operations
from luodi.leads.operations import NewLead
from luodi.people.permissions import acts_for, require
from luodi.people.queries.lookups import active_units
from luodi.values.actor import Actor
from luodi.values.money import Money
from luodi.values.refusal import NotAllowed, Refusal

MOST_ROWS = 500
EVIDENCE = {
    "邀请函": "invitation",
    "会谈纪要": "minutes",
    "往来函件": "letter",
    "邮件或消息": "message",
    "考察、拜访记录": "visit",
    "其他": "other",
}
YES = {"是": "yes", "否": "no", "yes": "yes", "no": "no"}


class LeadSheetTooLong(Refusal):
    """The sheet has more rows than are registered at once."""

    code = "lead_sheet_too_long"


class LeadUnitUnknown(Refusal):
    """The row names a unit that is not there or not the importer's."""

    code = "lead_unit_unknown"


class LeadCellWrong(Refusal):
    """A cell of the row can't be read."""

    code = "lead_cell_wrong"


class LeadHasCandidates(Refusal):
    """The row may be known already; it is left for the form, unless rows with candidates are wanted too."""

    code = "lead_has_candidates"


@dataclass(frozen=True, slots=True)
class LeadRow:
    """What became of a row: registered, shadow, asked (it has candidates) or refused, with the refusal."""

    number: int
    title: str
    outcome: str
    registration_id: int | None = None
    registration_number: str = ""
    refusal: Refusal | None = field(default=None, compare=False)


def lead_columns() -> tuple[Column, ...]:
    """Give the sheet's columns; the first name of each is the template's."""
    return (
        Column("title", ("项目名称",), longest=120),
        Column("investor_name", ("投资方名称", "投资方", "企业名称"), longest=160),
        Column("credit_code", ("统一社会信用代码", "信用代码"), longest=40),
        Column("foreign_number", ("境外注册号",), longest=60),
        Column("controller", ("实际控制人",), longest=160),
        Column("unit", ("报备单位", "责任单位"), longest=80),
        Column("sector_code", ("行业代码",), longest=8),
        Column("product", ("产品", "主要产品"), longest=160),
        Column("need", ("用地或空间需求", "空间需求"), longest=200),
        Column("site", ("意向地点", "意向地块"), longest=160),
        Column("amount", ("投资额", "计划总投资"), kind="money"),
        Column("contact_name", ("联系人", "投资方联系人"), longest=40),
        Column("contact_phone", ("联系电话", "电话"), longest=20),
        Column("evidence_kind", ("证据种类",), kind="choice", choices=EVIDENCE, offered=tuple(EVIDENCE)),
        Column("evidence_text", ("证据说明", "接洽证据"), longest=500),
        Column("evidence_at", ("证据时间", "接洽时间"), longest=40),
        Column("ranked", ("500强",), kind="choice", choices=YES, offered=("是", "否")),
        Column("confidential", ("暂不公开",), kind="choice", choices=YES, offered=("是", "否")),
    )


def import_leads(*, data: bytes, file_name: str, with_candidates: bool, by: Actor, at: datetime) -> list[LeadRow]:
    """Register every row of a sheet that can be registered; give what became of each, in order.

    A row with candidates is registered only `with_candidates`; where a right is occupied it becomes a shadow then.

    :raises LeadSheetTooLong: beyond 500 rows
    :raises Refusal: of `engines.sheets` for a file that is no such sheet
    """
    require(by, "leads.register")
    read = read_rows(read_workbook_confined(data), lead_columns(), file_name)
    if len(read.rows) > MOST_ROWS:
        raise LeadSheetTooLong(limit=MOST_ROWS, rows=len(read.rows))
    units = {name: pk for pk, name in active_units().items() if acts_for(by, pk)}
    return [_row(row, units, with_candidates, by, at) for row in read.rows]


def _row(row, units: dict[str, int], with_candidates: bool, by: Actor, at: datetime) -> LeadRow:
    title = row.cells.get("title") or row.cells.get("investor_name") or "—"
    try:
        with transaction.atomic():
            lead = _lead(row, units, by)
            found = operations.look_up(asked=lead.asked, by=by, at=at)
            if found.hits and not with_candidates:
                return LeadRow(row.number, title, "asked", refusal=LeadHasCandidates(count=len(found.hits)))
            made = operations.register_lead(lead=lead, seen=found.seal, by=by, at=at)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return LeadRow(row.number, title, "refused", refusal=refusal)
    return LeadRow(row.number, title, "shadow" if made.state == "shadow" else "registered", made.pk, made.number)


def _lead(row, units: dict[str, int], by: Actor) -> NewLead:
    bad = [each for each in row.findings if each.severity == BAD]
    if bad:
        raise LeadCellWrong(what=bad[0].sentence("zh"), what_en=bad[0].sentence("en"))
    unit = row.cells.get("unit", "")
    unit_id = units.get(unit) if unit else by.unit_id
    if not unit_id:
        raise LeadUnitUnknown(unit=unit or "—")
    texts = {
        name: row.cells.get(name, "").strip()
        for name in (
            "title", "investor_name", "credit_code", "foreign_number", "controller", "sector_code", "product", "need", "site",
            "contact_name", "contact_phone", "evidence_text",
        )
    }  # fmt: skip
    amount = row.values.get("amount")
    return NewLead(
        **texts, unit_id=unit_id, amount=amount if isinstance(amount, Money) else None,
        evidence_kind=str(row.values.get("evidence_kind") or "other"),
        evidence_at=_time(row.values.get("evidence_at"), row.cells.get("evidence_at", "")),
        ranked=row.values.get("ranked") == "yes", confidential=row.values.get("confidential") == "yes",
    )  # fmt: skip


def _time(value: object, text: str) -> datetime | None:
    """Read the time of evidence: a cell with a time, a day (its end is not known, so its beginning counts), or words."""
    if isinstance(value, datetime):
        read = value
    elif isinstance(value, date):
        read = datetime.combine(value, time())
    elif not text.strip():
        return None
    else:
        try:
            read = datetime.fromisoformat(
                text.strip().replace("/", "-").replace("年", "-").replace("月", "-").replace("日", "")
            )
        except ValueError as error:
            raise LeadCellWrong(
                what=f"看不懂证据时间“{text[:30]}”", what_en=f"the time “{text[:30]}” can't be read"
            ) from error
    return read if timezone.is_aware(read) else timezone.make_aware(read)
