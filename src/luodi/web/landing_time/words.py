"""How parts of the way to landing, and what they took, are put into words on pages."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.counting.queries import InForce
from luodi.engines.forecast import Difference, Median
from luodi.engines.gates.stages import STAGES


def milestones() -> dict[str, str]:
    """Give the parts of the way between milestones, with their words."""
    return {
        "whole": _("登记 → 落地"), "signing": _("登记 → 签约"), "landing": _("签约 → 落地"), "start": _("落地 → 开工"),
        "production": _("开工 → 投产"),
    }  # fmt: skip


def part_word(part: str) -> str:
    """Name a part of the way: between milestones, or one stage."""
    if part in STAGES:
        stage = STAGES[part]
        return f"{part} {stage.zh if (get_language() or 'zh').startswith('zh') else stage.en}"
    return milestones().get(part, part)


def path_word(path: str) -> str:
    """Name a path: land, leased, or not said."""
    return {"land": _("用地项目"), "leased": _("租赁项目"), "": _("全部")}.get(path, _("路径未登记"))


def median_word(median: Median) -> str:
    """Say a median, or that fewer than half are done."""
    return str(median.day) if median.day is not None else _("未过半")


def band_word(median: Median) -> str:
    """Say the band of a median: "98–131", open above where the curve does not come down so far."""
    if median.lower is None:
        return ""
    return f"{median.lower}–{median.upper if median.upper is not None else '…'}"


def difference_word(found: Difference | None) -> str:
    """Say how many days a unit loses or saves against the district."""
    if found is None:
        return _("项目太少")
    days = round(found.days)
    if days == 0:
        return _("持平")
    return _("多用 %(n)s 天") % {"n": days} if days > 0 else _("少用 %(n)s 天") % {"n": -days}


def difference_band(found: Difference | None) -> str:
    """Say the band of a difference: "+3 … +41"."""
    return "" if found is None else f"{found.lower:+.0f} … {found.upper:+.0f}"


def difference_lamp(found: Difference | None) -> str:
    """Give a lamp: red clearly slower, green clearly faster, blue not told apart from chance, grey too few."""
    if found is None:
        return "grey"
    if not found.clear:
        return "blue"
    return "red" if found.days > 0 else "green"


def states() -> dict[str, str]:
    """Give what a list of projects behind a figure may be narrowed to, with words."""
    return {"counted": _("计入的"), "done": _("已完成"), "waiting": _("还在等"), "left": _("未计入（登记前已完成）")}


def landed_word(definition: InForce | None) -> str:
    """Say which definition of landing made the figures."""
    if definition is None:
        return _("尚未设定落地口径，“落地”暂按台账的落地日期")
    return _("“落地”按《%(title)s》认定") % {"title": definition.title}
