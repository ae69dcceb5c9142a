"""How facts, documents and previews are put into words on pages."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from luodi.documents.fact_types import fact_types, type_named
from luodi.documents.queries import FactRow
from luodi.journeys.file_page import Preview
from luodi.web import formats


@dataclass(frozen=True, slots=True)
class Said:
    """What a fact says: its figure or name, the unit set small, and a note beside it."""

    value: str
    unit: str = ""
    note: str = ""

    @property
    def line(self) -> str:
        """Give everything in one line of text."""
        return f"{self.value}{self.unit}" + (f" · {self.note}" if self.note else "")


def said(kind: str, value: dict[str, Any]) -> Said:
    """Put a fact's value into words."""
    if kind == "date":
        return _date(value)
    if kind == "count":
        named = _joined("、", *value.get("named", ()))
        note = _joined(" · ", value.get("object"), _("点名:%(names)s") % {"names": named} if named else "")
        about = _("约") if value.get("approximate") else ""
        return Said(f"{about}{_number(value.get('value'))}", f" {value.get('measure') or ''}".rstrip(), note)
    if kind == "money":
        figure, unit = _money(value.get("value"), value.get("currency") or "CNY")
        return Said(figure, unit, _joined(" · ", value.get("role"), value.get("of")))
    if kind == "quantity":
        return Said(_number(value.get("value")), f" {value.get('unit') or ''}".rstrip(), value.get("object") or "")
    if kind == "deal":
        figure = "".join(_money(value["amount"], value.get("currency") or "CNY")) if value.get("amount") else ""
        return Said(value.get("project") or "", "", _joined(" · ", value.get("investor"), figure))
    if kind == "task":
        return Said(
            value.get("action") or "", "", _joined(" · ", value.get("assignee"), _demanded(value.get("demanded_by")))
        )
    if kind == "named":
        return Said(value.get("name") or "", "", named_kind(value.get("kind") or ""))
    return Said(value.get("name") or "", "", value.get("post") or value.get("role") or "")


def _date(value: dict[str, Any]) -> Said:
    day = value.get("value") or ""
    notes = [_("年份推断") if value.get("year_inferred") else "", value.get("role")]
    if day.startswith("--"):
        day, notes = _("%(m)s月%(d)s日") % {"m": int(day[2:4]), "d": int(day[5:7])}, [_("年份未知"), value.get("role")]
    return Said(day, f" {value['part']}" if value.get("part") else "", _joined(" · ", *notes))


def _demanded(name: str | None) -> str:
    return _("%(name)s提出") % {"name": name} if name else ""


def _joined(separator: str, *parts: str | None) -> str:
    return separator.join(part for part in parts if part)


def _number(value: Any) -> str:
    return "" if value is None else formats.trimmed(Decimal(str(value)), 4)


def _money(value: Any, currency: str) -> tuple[str, str]:
    if value is None:
        return "", ""
    number, unit = formats.money_parts(Decimal(str(value)))
    return (number, unit) if currency == "CNY" else (formats.trimmed(Decimal(str(value)), 2), f" {currency}")


def type_label(kind: str) -> str:
    """Name a type of fact in the reader's language."""
    found = fact_types().get(kind)
    return found.label(get_language() or "zh") if found else kind


def named_kind(kind: str) -> str:
    """Name the kind of a named thing (policy, campaign, plan…)."""
    words = {
        "policy": _("政策"), "campaign": _("专项行动"), "plan": _("方案计划"), "incentive": _("激励办法"),
        "instrument": _("责任文书"), "initiative": _("工作机制"), "industry": _("产业方向"), "document": _("文件"),
    }  # fmt: skip
    return words.get(kind, kind)


def state_word(state: str) -> str:
    """Name where a document stands, for lists and filters."""
    words = {
        "unread": _("未读出"),
        "to_decide": _("待核"),
        "decided": _("已核完"),
        "filed": _("已归档"),
        "kept": _("存放"),
    }
    return words[state]


def class_word(data_class: str) -> str:
    """Name a data class."""
    words = {
        "public": _("公开"),
        "internal": _("内部"),
        "sensitive": _("敏感"),
        "personal": _("个人信息"),
        "secret": _("机密"),
    }
    return words.get(data_class, data_class)


def act_word(act: str) -> str:
    """Name what was done in a decision on a fact."""
    words = {
        "confirm": _("确认"), "correct": _("更正"), "reject": _("驳回"), "reopen": _("撤回认定"), "second": _("复核确认"),
        "mark": _("补记"),
    }  # fmt: skip
    return words[act]


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of a form that corrects or marks a fact."""

    name: str
    label: str
    value: str
    required: bool
    options: tuple[tuple[str, str], ...] | None
    help: str
    wide: bool


def entries(kind: str, value: dict[str, Any]) -> list[Entry]:
    """List the fields of a type with present values as a person writes them (190亿元, not 19000000000)."""
    language = get_language() or "zh"
    return [
        Entry(
            field.code, field.label(language), _written(field.kind, value.get(field.code), value), field.required,
            tuple((each, each) for each in field.choices) or None, _help(field.kind), field.code == "action",
        )
        for field in type_named(kind).fields
    ]  # fmt: skip


def _written(kind: str, value: Any, whole: dict[str, Any]) -> str:
    if value is None:
        return ""
    if kind == "money":
        if whole.get("currency", "CNY") != "CNY":
            return str(value)
        amount = Decimal(str(value))
        for size, unit in ((10**8, "亿元"), (10**4, "万元")):
            if amount and amount % (size // 10**4) == 0 and abs(amount) >= size:
                return f"{(amount / size).normalize():f}{unit}"
        return f"{amount:f}元"
    return str(value)


def _help(kind: str) -> str:
    return {
        "money": _("写法如 190亿元、1200万元"),
        "date": _("写法如 2025-03-07;只知月日写 --03-07"),
    }.get(kind, "")


def made_of(preview: Preview) -> list[tuple[str, int]]:
    """List what filing would make, as (label, count), leaving out what there is none of."""
    new = [each.meeting for each in preview.meetings if each.new]
    fresh = preview.new_facts
    counted = [
        (_("会议与考察"), len(new)),
        (_("批次"), sum(len(each.new_batches) for each in preview.meetings)),
        (_("空位"), sum(batch.count for each in preview.meetings for batch in each.meeting.batches
                       if batch.fact_id in each.new_batches)),
        (_("考察点"), sum(site.fact_id in fresh for each in preview.meetings for site in each.meeting.sites)),
        (_("参加者"), sum(who.fact_id in fresh for each in preview.meetings for who in each.meeting.attendances)),
        (_("专项行动"), sum(not each.mentioned and each.fact_id in fresh for each in preview.campaigns)),
        (_("要求"), sum(each.kind == "demand" and each.fact_id in fresh for each in preview.tasks)),
        (pgettext("record", "任务"), sum(each.kind != "demand" and each.fact_id in fresh for each in preview.tasks)),
    ]  # fmt: skip
    return [(label, count) for label, count in counted if count]


def doubt_of(fact: FactRow) -> str:
    """Say why a fact deserves a second look, or who has to look now; empty where nothing does."""
    if fact.awaits_second:
        return _("更正后的值不在引文里,须由另一人复核确认")
    if not fact.doubtful:
        return ""
    return ";".join(fact.doubts) or _("读取规则对此不够有把握,请对照原文")
