"""How indicators, observations and returns are put into words on pages."""

from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.observations.queries import ObservationRow
from luodi.values.indicator import Indicator, indicators
from luodi.values.money import Money
from luodi.values.period import Period

BADGES = {"reported": "amber", "verified": "green", "disputed": "red", "withdrawn": "plain", "proposed": "amber",
          "approved": "green", "rejected": "red", "checked": "amber", "replaced": "plain", "requested": "amber",
          "signed": "green"}  # fmt: skip


def language() -> str:
    """Give the reader's language."""
    return get_language() or "zh"


def states() -> dict[str, str]:
    """Give the states of an observation with their words."""
    return {"reported": _("填报待核"), "verified": _("已核实"), "disputed": _("有异议"), "withdrawn": _("已撤销")}


def correction_kinds() -> dict[str, str]:
    """Give the kinds of correction with their words."""
    return {
        "typing": _("笔误"), "unit": _("单位填错"), "late_evidence": _("后到的证据"), "audit": _("审计认定"),
        "twice": _("重复填报（撤销这条）"),
    }  # fmt: skip


def decisions() -> dict[str, str]:
    """Give the states of corrections, returns and authorisations with their words."""
    return {
        "proposed": _("待批准"), "approved": _("已批准"), "rejected": _("已驳回"), "checked": _("待核准"),
        "replaced": _("已被新文件替换"), "requested": _("待企业签署"), "signed": _("已签署"), "withdrawn": _("已撤回"),
    }  # fmt: skip


def sources() -> dict[str, str]:
    """Give the kinds of source with their words."""
    return {"passage": _("文档原文"), "row": _("报表行"), "form": _("书面依据"), "firm": _("企业确认")}


def joinings() -> dict[str, str]:
    """Say how values of several periods or subjects become one."""
    return {"sum": _("相加"), "last": _("取最后一个"), "mean": _("取平均"), "none": _("不合并")}


def kinds() -> dict[str, str]:
    """Name flows, stocks and rates."""
    return {"flow": _("流量"), "stock": _("存量"), "rate": _("比率")}


def classes() -> dict[str, str]:
    """Name the data classes."""
    return {"internal": _("内部"), "sensitive": _("敏感"), "secret": _("单户涉密")}


def observers() -> dict[str, str]:
    """Name those who may report."""
    return {"unit": _("责任单位"), "bureau": _("投资促进局"), "firm": _("企业")}


def indicator_choices() -> list[tuple[str, str]]:
    """List the indicators to choose from."""
    return [(code, each.label(language())) for code, each in indicators().items()]


def unit_choices() -> list[tuple[str, str]]:
    """List the units in which a value may be given."""
    units = ["元", "万元", "亿元", *dict.fromkeys(each.unit for each in indicators().values() if not each.is_money)]
    return [(unit, unit) for unit in units]


def period_choices(today: date, *, quarters_only: bool = False) -> list[tuple[str, str]]:
    """List periods to report for, newest first: two years of quarters, then months and years."""
    quarters = [Period.of_quarter(year, n) for year in (today.year, today.year - 1) for n in (4, 3, 2, 1)]
    months = [Period.of_month(year, n) for year in (today.year, today.year - 1) for n in range(12, 0, -1)]
    years = [Period.of_year(today.year - n) for n in range(4)]
    halves = [Period.of_half(today.year - n, half) for n in (0, 1) for half in (2, 1)]
    offered = quarters if quarters_only else [*quarters, *months, *halves, *years]
    return [(each.label(), each.label(language())) for each in offered if each.start <= today]


def amount(measured: Indicator, value: Decimal | None, *, short: bool = True) -> str:
    """Write a value with its unit: money in 万元 or 亿元, what is counted with its decimals."""
    if value is None:
        return ""
    if measured.is_money:
        return Money(value.quantize(Decimal("0.01"))).format(language=language()) if short else f"{value:,.2f}"
    return f"{value:,.{measured.places}f} {measured.unit}"


def shown(row: ObservationRow) -> dict:
    """Give an observation as tables and pages take it."""
    measured = indicators()[row.indicator]
    return {
        "id": row.id, "series_id": row.series_id, "subject": row.subject, "unit": row.unit,
        "indicator": measured.label(language()), "period": row.period.label(language()), "value": amount(measured, row.value),
        "exact": f"{row.value:,f} {measured.unit}" if row.value is not None else "", "masked": row.masked, "state": row.state,
        "state_word": states()[row.state], "badge": BADGES[row.state], "known_at": row.known_at,
        "known_day": timezone.localdate(row.known_at), "source_kind": sources()[row.source_kind], "source": row.source,
        "source_href": _source_href(row), "made_by": row.made_by, "checked_by": row.signer or row.checked_by,
        "reason": row.reason, "answer": row.answer, "superseded": row.superseded,
        "page": reverse("observed:detail", kwargs={"series_id": row.series_id}),
        "subject_page": reverse("observed:subject", kwargs={"subject_id": row.subject_id}),
    }  # fmt: skip


def _source_href(row: ObservationRow) -> str:
    if row.document_id:
        return reverse("documents:detail", kwargs={"document_id": row.document_id})
    return reverse("observed:return", kwargs={"return_id": row.return_id}) if row.return_id else ""


def list_address() -> str:
    """Give the address of the list of observations."""
    return reverse("observed:index")
