"""Stating what counting needs to know of a project beside its ledger row: each change with its source."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from luodi.counting import refusals
from luodi.counting.models import MARKS, ORIGINS, Particulars, ParticularsChange
from luodi.counting.operations.checking import recheck
from luodi.counting.permissions import project_seen, project_to_state
from luodi.documents.permissions import seen_document
from luodi.journal.operations import record
from luodi.projects.permissions import sees_amount
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, Stale

SECTOR_SECTIONS = "ABCDEFGHIJKLMNOPQRST"
AMOUNTS = ("registered_capital", "increment_amount")
WORDS = {
    "sector_code": ("行业代码", "sector class"), "sector_mark": ("产业认定", "mark of the sector"),
    "floor_area": ("建筑面积", "floor area"), "headcount": ("用工人数", "headcount"),
    "registered_capital": ("注册资本", "registered capital"), "insured": ("参保人数", "insured staff"),
    "has_lease": ("有租赁或产权", "lease or title"), "risky_address": ("高风险地址", "risky address"),
    "origin": ("来源地", "origin"), "former_address": ("迁出地址", "former address"), "phase_of": ("所属总项目", "phase of"),
    "phase_included": ("已含在前期签约内", "included in the first signing"), "increment_of": ("增资的原项目", "increase of"),
    "increment_amount": ("增量金额", "increment"),
}  # fmt: skip


@transaction.atomic
def state_particulars(
    *, project_id: int, values: Mapping[str, object], source: str, version: int, by: Actor, at: datetime,
    document_id: int | None = None,
) -> Particulars:  # fmt: skip
    """State some of a project's particulars (keys of `WORDS`) with their source, and check the project anew.

    `phase_of` and `increment_of` are ids of projects; amounts are Decimals in 元; None means unknown again. `version`
    is that of the particulars the person saw, 0 if there were none.

    :raises CountingSourceMissing: without a source
    :raises Stale: if somebody changed them since
    :raises LinkOfItself: for a project that would be part of itself, or a phase and an increase at once
    """
    project = project_to_state(project_id, by)
    if not source.strip():
        raise refusals.CountingSourceMissing()
    if document_id:
        seen_document(document_id, by)
    if set(values) & set(AMOUNTS) and not sees_amount(by, project.unit_id):
        raise NotAllowed(permission="projects.edit")
    row = Particulars.objects.filter(project_id=project_id).first() or Particulars(project_id=project_id, version=0)
    if row.version != version:
        raise Stale()
    cleaned = {_column(name): _cleaned(name, value, project_id, by) for name, value in values.items()}
    before = {name: getattr(row, name) for name, value in cleaned.items() if getattr(row, name) != value}
    if not before:
        raise refusals.CountingNothingChanged()
    for name in before:
        setattr(row, name, cleaned[name])
    _refuse_wrong_links(row)
    row.source, row.document_id, row.person_id = source.strip()[:300], document_id, by.person_id
    row.changed_at, row.version = at, row.version + 1
    row.save()
    _keep(row, before, by, at)
    named = [WORDS[name.removesuffix("_id")] for name in before]
    facts = {
        "fields": "、".join(zh for zh, _ in named),
        "fields_en": ", ".join(en for _, en in named),
        "source": row.source,
    }
    record("counting.particulars_stated", project, by=by, at=at, label=project.name, facts=facts)
    recheck(project_ids=[project_id], by=by, at=at)
    return row


def _column(name: str) -> str:
    if name not in WORDS:
        raise refusals.CountingFieldWrong(field=name, value="")
    return f"{name}_id" if name in ("phase_of", "increment_of") else name


def _cleaned(name: str, value: object, project_id: int, by: Actor) -> object:
    if name == "sector_code":
        code = str(value or "").strip().upper()
        shaped = not code or (code[0] in SECTOR_SECTIONS and (code[1:] == "" or code[1:].isdigit()) and len(code) <= 5)
        return code if shaped and code.isascii() else _wrong(name, value)
    if name in ("sector_mark", "origin"):
        known = MARKS if name == "sector_mark" else ORIGINS
        return value if (value or "") in known else _wrong(name, value)
    if name == "former_address":
        return str(value or "").strip()[:160]
    if value is None:
        return None
    if name in ("has_lease", "risky_address", "phase_included"):
        return value if isinstance(value, bool) else _wrong(name, value)
    if name in ("phase_of", "increment_of"):
        return project_seen(int(str(value)), by).pk
    if name in ("headcount", "insured"):
        return value if isinstance(value, int) and 0 <= value < 10_000_000 else _wrong(name, value)
    return _size(name, value)


def _size(name: str, value: object) -> Decimal:
    if (
        not isinstance(value, Decimal)
        or not value.is_finite()
        or not 0 < value < Decimal(10) ** 10 * (1 if name == "floor_area" else 10**6)
    ):
        _wrong(name, value)
    return Decimal(str(value)).quantize(Decimal("0.01"))


def _wrong(name: str, value: object) -> None:
    raise refusals.CountingFieldWrong(field=WORDS[name][0], field_en=WORDS[name][1], value=str(value)[:60])


def _refuse_wrong_links(row: Particulars) -> None:
    if row.project_id in (row.phase_of_id, row.increment_of_id) or (row.phase_of_id and row.increment_of_id):
        raise refusals.LinkOfItself()
    if row.increment_of_id is None:
        row.increment_amount = None
    if row.phase_of_id is None:
        row.phase_included = None
    above, seen = row.phase_of_id or row.increment_of_id, {row.project_id}
    while above:
        if above in seen:
            raise refusals.LinkGoesRound(name=str(above))
        seen.add(above)
        links = Particulars.objects.filter(project_id=above).values_list("phase_of_id", "increment_of_id").first()
        above = next((link for link in links or () if link), None)


def _keep(row: Particulars, before: dict[str, object], by: Actor, at: datetime) -> None:
    ParticularsChange.objects.bulk_create(
        ParticularsChange(
            project_id=row.project_id, field=name.removesuffix("_id"), before=_plain(value),
            after=_plain(getattr(row, name)), source=row.source, person_id=by.person_id, at=at,
        )
        for name, value in before.items()
    )  # fmt: skip


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value
