"""What the project list declares: its filters, columns and orders, and how an address becomes a filter."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils import translation
from django.utils.translation import gettext as _

from luodi.engines.gates.stages import MAIN_CODES, SIDE_CODES, STAGES, STEPS
from luodi.projects.queries import ProjectFilter, UnitRow
from luodi.web.tables import Column, Filter

WAN = Decimal(10_000)
LARGEST = Decimal(10) ** 12


def stage_word(code: str) -> str:
    """Give a stage's name in the reader's language; "" for none."""
    return STAGES[code].name(translation.get_language() or "zh") if code in STAGES else ""


def step_word(step: str) -> str:
    """Give the name of one of the six steps in the reader's language."""
    return STEPS[step][0 if (translation.get_language() or "zh").startswith("zh") else 1]


def binding_words() -> dict[str, str]:
    """Give the kinds of agreement in words."""
    return {"binding": _("约束性"), "framework": _("框架性"), "unknown": _("性质未知")}


def standing_words() -> dict[str, str]:
    """Give the two standings of a stage in words."""
    return {"confirmed": _("已核"), "claimed": _("自报")}


def declared(units: list[UnitRow], tracks: list[str], params: Mapping[str, str] | None = None) -> tuple[Filter, ...]:
    """Declare the filters of the list, with what each offers; those that only links set stand there when set."""
    stages = [(step, _("%(step)s(全部)") % {"step": step_word(step)}) for step in STEPS]
    stages += [(code, f"{code} {stage_word(code)}") for code in STAGES if code not in SIDE_CODES]
    sides = [("line", _("在推进"))] + [(code, stage_word(code)) for code in SIDE_CODES]
    linked = (
        Filter("company", _("企业编号"), kind="text", width="sm"),
        Filter("officer", _("经办人编号"), kind="text", width="sm"),
        Filter("reached", _("已核到"), options=stages[len(STEPS) :]),
    )
    return (
        Filter("q", _("名称"), kind="text", placeholder=_("项目、企业、编号、拼音首字母")),
        Filter("unit", _("责任单位"), options=[(unit.id, unit.name) for unit in units]),
        Filter("track", _("赛道"), options=[(track, track) for track in tracks]),
        Filter("stage", _("阶段"), options=stages),
        Filter("standing", _("核定"), options=list(standing_words().items()), width="sm"),
        Filter("binding", _("协议性质"), options=list(binding_words().items()), width="sm"),
        Filter("side", _("状态"), options=sides, width="sm"),
        Filter("signed", _("签约日期"), kind="dates"),
        Filter("amount_from", _("金额≥(万元)"), kind="text", width="sm"),
        Filter("amount_to", _("金额≤(万元)"), kind="text", width="sm"),
        Filter("mine", _("我经办的"), kind="check", width="sm"),
        *(each for each in linked if params and params.get(each.name)),
    )


def columns(with_amounts_sorted: bool) -> tuple[Column, ...]:
    """Declare the columns of the list."""
    return (
        Column("name", _("项目"), "link", "grow", sort="name", card="title"),
        Column("code", _("编号"), width="ml", roomy=True),
        Column("company", _("企业"), width="grow", card="wide"),
        Column("track", _("赛道"), width="sm"),
        Column("unit", _("责任单位"), width="ml"),
        Column("stage", _("阶段"), width="lg"),
        Column("amount", _("投资额"), "wan", "ml", sort="amount" if with_amounts_sorted else "", unit=_("万元")),
        Column("binding", _("协议性质"), width="sm"),
        Column("signed", _("签约日期"), "day", "md", sort="signed"),
        Column("officer", _("经办人"), width="sm"),
        Column("changed", _("更新"), "day", "md", sort="newest", card="hidden", roomy=True),
    )


def asked(params: Mapping[str, str], person_id: int | None) -> ProjectFilter:
    """Read a filter from an address; what makes no sense is left out."""
    return ProjectFilter(
        text=(params.get("q") or "").strip()[:60],
        unit_id=_number(params.get("unit")),
        track=(params.get("track") or "")[:40],
        stage=_known(params.get("stage"), (*MAIN_CODES, *STEPS)),
        standing=_known(params.get("standing"), ("claimed", "confirmed")),
        reached=_known(params.get("reached"), MAIN_CODES),
        binding=_known(params.get("binding"), ("binding", "framework", "unknown")),
        side=_known(params.get("side"), ("line", *SIDE_CODES)),
        officer_id=person_id if params.get("mine") else _number(params.get("officer")),
        company_id=_number(params.get("company")),
        signed_from=_day(params.get("signed_from")),
        signed_to=_day(params.get("signed_to")),
        amount_from=_wan(params.get("amount_from")),
        amount_to=_wan(params.get("amount_to")),
    )


def worded(params: Mapping[str, str], filters: tuple[Filter, ...]) -> list[str]:
    """Put the filters in force into words, for the head of an export."""
    return [f"{each.label}={text}" for each in filters if (text := each.worded(params))]


def _known(value: str | None, words) -> str:
    return value if value and value in words else ""


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdecimal() and len(value) < 16 else None


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


def _wan(value: str | None) -> Decimal | None:
    try:
        amount = Decimal((value or "").replace(",", "").strip() or "x") * WAN
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount < LARGEST * WAN else None
