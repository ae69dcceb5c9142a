"""How promises, their terms, supplements and decisions are put into words on pages."""

from django.urls import reverse
from django.utils.translation import gettext as _

from luodi.promises.queries import PromiseRow, TermReading
from luodi.values.indicator import indicators
from luodi.web.observed.words import amount, language

LAMPS = {"grey": "plain", "green": "green", "yellow": "amber", "red": "red"}


def lamps() -> dict[str, str]:
    """Name the lamps."""
    return {"green": _("绿灯"), "yellow": _("黄灯"), "red": _("红灯"), "grey": _("灰灯")}


def verdicts() -> dict[str, str]:
    """Name the verdicts."""
    return {
        "not_due": _("未到期"), "on_track": _("进展正常"), "at_risk": _("有风险"), "met": _("已兑现"), "breached": _("未兑现"),
        "in_cure": _("整改期内"), "cured": _("整改后达标"), "waived": _("已免除"), "no_data": _("无数据"),
    }  # fmt: skip


def promisors() -> dict[str, str]:
    """Name who promised."""
    return {"firm": _("企业"), "unit": _("单位"), "district": _("区里")}


def bases() -> dict[str, str]:
    """Name what a promise rests on."""
    return {
        "clause": _("协议条款"), "target_plan": _("目标计划书"), "campaign_task": _("专项任务"), "own_duty": _("自身职责"),
    }  # fmt: skip


def measures() -> dict[str, str]:
    """Name what of the observations is held against the target."""
    return {
        "sum": _("期内合计"), "cumulative": _("自起始累计"), "level": _("期末值"), "average": _("期内平均"), "rate": _("比率"),
    }  # fmt: skip


def grounds() -> dict[str, str]:
    """Name the grounds of a decision about a term."""
    return {
        "government": _("政府原因"), "force_majeure": _("不可抗力"), "agreed": _("双方商定"), "handbook": _("按制度规定"),
    }  # fmt: skip


def kinds() -> dict[str, str]:
    """Name what may be decided about a term."""
    return {"moved": _("到期日顺延"), "waived": _("免除"), "cure_until": _("限期整改"), "noticed": _("提醒")}


def decisions() -> dict[str, str]:
    """Name how far a supplement or decision has come."""
    return {"proposed": _("待批准"), "approved": _("已批准"), "rejected": _("已驳回")}


def shown(row: PromiseRow) -> dict:
    """Put a promise and its running term into words."""
    measured, running = indicators()[row.indicator], row.running
    return {
        "id": row.id, "page": reverse("promises:detail", args=[row.id]), "subject": row.subject, "promisor": row.promisor,
        "beneficiary": row.beneficiary, "indicator": measured.label(language()), "basis": bases()[row.basis_kind],
        "reference": row.basis_reference, "unit": row.unit, "pays": row.pays,
    } | (term(running, row.indicator) if running else {
        "period": "", "due": None, "target": "", "actual": "", "done": "", "verdict": verdicts()["not_due"], "badge": "plain",
    })  # fmt: skip


def term(reading: TermReading, code: str) -> dict:
    """Put a term's reading into words; figures that the viewer sees not stay empty."""
    measured, ppm = indicators()[code], reading.completion_ppm
    band = (reading.forecast_low, reading.forecast_high)
    return {
        "term_id": reading.term_id, "period": reading.period.label(language()), "due": reading.due,
        "moved": reading.moved_days, "target": amount(measured, reading.target), "hidden": reading.hidden,
        "actual": "" if reading.actual is None else amount(measured, reading.actual),
        "done": "" if ppm is None else f"{ppm * 1000 // 1_000_000 / 10:.1f}%",
        "forecast": "" if reading.forecast is None else amount(measured, reading.forecast),
        "band": "" if None in band else "–".join(amount(measured, each) for each in band),
        "verdict": verdicts()[reading.verdict], "badge": LAMPS[reading.lamp],
        "sentence": reading.zh if language().startswith("zh") else reading.en,
    }  # fmt: skip
