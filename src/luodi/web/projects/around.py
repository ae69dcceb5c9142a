"""How the time that a project takes is put on its page: words of the stage line, of its forecast, and where they lead."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from luodi.cockpit.project_time import LandingForecast, ProjectTime
from luodi.values.actor import Actor


def stage_times(time: ProjectTime, viewer: Actor) -> dict[str, tuple[str, str, str, str]]:
    """Give by stage the lamp, the days, the median's words and the address of the cases behind it, for `stage_line`."""
    found = {}
    for stage in time.stages:
        median = _("中位 %(n)s") % {"n": stage.median} if stage.median is not None else _few(stage.cases, time.least)
        asked = {"part": stage.code, "kind": "claimed", "state": "done"} | ({"track": time.track} if time.track else {})
        href = f"{reverse('landing_time:projects')}?{urlencode(asked)}" if viewer.may("cockpit.view") else ""
        found[stage.code] = (stage.lamp, _("%(n)s 天") % {"n": stage.days}, median, href)
    return found


def _few(cases: int, least: int) -> str:
    return _("不足 %(n)s 例") % {"n": least} if cases < least else _("未过半")


def forecast_page(said: LandingForecast, viewer: Actor) -> str:
    """Give the address of the curve behind a forecast."""
    return f"{reverse('landing_time:index')}?{urlencode({'part': said.part})}" if viewer.may("cockpit.view") else ""


def forecast_reason(said: LandingForecast) -> str:
    """Say why there is no forecast; empty where there is one."""
    numbers = {"n": said.events, "least": said.minimum_events, "spent": said.spent}
    return {
        "landed": _("已落地。"),
        "ended": _("项目已不在推进，不作预测。"),
        "not_reckoned": _("全区用时每夜测算一次，尚未测算。"),
        "few_events": _("全区走完这一段的项目只有 %(n)s 个，少于 %(least)s 个，不作预测。") % numbers,
        "beyond_data": _("全区没有项目等过 %(spent)s 天这么久，无从预测。") % numbers,
        "not_reached": _("等到这么久的项目后来落地的不到一半，不作预测。"),
    }.get(said.reason, "")
