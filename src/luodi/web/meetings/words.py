"""How meetings, batches and what does not add up in them are put into words on pages."""

from decimal import Decimal

from django.utils.translation import gettext as _

from luodi.meetings.queries import FindingRow, SlotRow
from luodi.web import formats
from luodi.web.jinja import url, url_or_none

MEETING_BADGES = {"congress": "brand", "signing": "brand", "trip": "blue", "promotion": "green"}


def meeting_kinds() -> dict[str, str]:
    """Give the words for the kinds of meetings."""
    return {
        "congress": _("招商大会"), "committee": _("会议"), "promotion": _("推进会"), "trip": _("学习考察"),
        "signing": _("签约活动"), "launch": _("启动仪式"), "talk": _("座谈会"), "inspection": _("调研"), "other": _("其他"),
    }  # fmt: skip


def batch_kinds() -> dict[str, str]:
    """Give the words for the kinds of batches."""
    return {
        "signing": _("签约项目"), "target_plan": _("目标计划书"), "headquarters": _("总部企业"), "ambassador": _("招商大使"),
        "award": _("表彰"), "adviser": _("招商智库"), "partner": _("国企平台"), "payout": _("政策兑现"), "other": _("待定"),
    }  # fmt: skip


def bindings() -> list[tuple[str, str]]:
    """List what may stand behind a stated total, with words."""
    return [("unknown", _("性质未知")), ("binding", _("约束性")), ("framework", _("框架性"))]


def finding_sentence(finding: FindingRow) -> str:
    """Say what does not add up, with its figures."""
    said = {
        "surplus": _("有 %(rows)s 行超出公布的 %(count)s 个，没有空位"),
        "ordinal_used_twice": _("有 %(rows)s 行的序号已被占用：%(ordinals)s"),
        "gap": _("名单已导入，还缺 %(count)s 个：第 %(missing)s 号"),
        "sum_differs": _("已点名 %(projects)s 个项目的金额合计与公布总额不一致：公布 %(stated)s"),
        "kind_unclear": _("原文的说法对不上唯一的批次类别（可能是：%(kinds)s），请人工确定"),
        "kind_twice": _("同一会议已有一个“%(kind)s”批次（%(count)s 个），请确认是不是同一批"),
        "fact_says_other": _("批次写 %(batch)s 个，更正后的事实是 %(fact)s 个，请核对"),
        "total_says_other": _("批次总额 %(batch)s，更正后的事实是 %(fact)s，请核对"),
    }.get(finding.code, finding.code)
    params = {key: _param(key, value) for key, value in finding.params.items()}
    sentence = said % params if "%(" in said else said
    if finding.code == "sum_differs" and "sum" in finding.params:
        sentence += _("，合计 %(sum)s") % params
    return sentence


def _param(key: str, value: object) -> str:
    if key in ("stated", "sum") or (key in ("batch", "fact") and isinstance(value, str)):
        return "".join(formats.money_parts(Decimal(str(value)))) if value not in ("None", None) else _("未公布")
    if key in ("kinds", "kind"):
        listed = value if isinstance(value, list) else [value]
        return "、".join(batch_kinds().get(str(each), str(each)) for each in listed)
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def slot_href(slot: SlotRow) -> str:
    """Give the page of what fills a place: its project, firm or unit; "" for a bare name."""
    if slot.project_id:
        return url_or_none("projects:detail", project_id=slot.project_id) or ""
    if slot.company_id:
        return url_or_none("companies:detail", company_id=slot.company_id) or ""
    return (url_or_none("people:unit", unit_id=slot.unit_id) or "") if slot.unit_id else ""


def source_href(source_kind: str, source_id: int | None, fact_id: int | None) -> str:
    """Give the address of a place's source: the ledger row, or the passage; "" for what a person entered or is hidden."""
    if source_kind == "row" and source_id:
        return url_or_none("documents:row", row_id=source_id) or ""
    return url("documents:source", fact_id=fact_id) if fact_id else ""


def classes() -> dict[str, str]:
    """Give the data classes that a meeting opened by hand may have, with their words."""
    return {"internal": _("内部"), "public": _("公开"), "sensitive": _("敏感")}


def day_word(held_date, date_text: str) -> str:
    """Write a meeting's day; where the text gives none, quote what it says."""
    if held_date:
        return formats.day(held_date)
    return _("“%(text)s”") % {"text": date_text} if date_text else _("未写日期")
