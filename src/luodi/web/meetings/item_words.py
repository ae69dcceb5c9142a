"""How items before a meeting and their decisions are put into words on pages."""

from django.utils.translation import gettext as _

from luodi.engines.gates.bodies import BODIES, OF_ITEMS
from luodi.meetings.queries import ItemRow
from luodi.web.projects.gates.words import language

BADGES = {"waiting": "amber", "pass": "green", "revise": "brand", "reject": "red", "withdrawn": "plain"}


def bodies() -> dict[str, str]:
    """Give the bodies that decide, with their words."""
    return {code: BODIES[code].name(language()) for code in OF_ITEMS}


def outcomes() -> dict[str, str]:
    """Give the outcomes of a decision with their words."""
    return {"pass": _("通过"), "revise": _("修改后再议"), "reject": _("不同意")}


def opinions() -> dict[str, str]:
    """Give the standings of a legal opinion with their words."""
    return {"none": _("未送审"), "asked": _("审查中"), "given": _("已出具"), "not_needed": _("无需审查")}


def states() -> dict[str, str]:
    """Give what a list of items may be narrowed to, with words."""
    return {"waiting": _("待上会"), "to_approve": _("待核定"), **outcomes(), "withdrawn": _("已撤回")}


def state_word(row: ItemRow) -> str:
    """Say how an item stands: its outcome, or that it waits or was withdrawn."""
    return states()[row.outcome or row.state]


def badge(row: ItemRow) -> str:
    """Give the colour of an item's standing."""
    return BADGES[row.outcome or row.state]


def opinion_word(row: ItemRow) -> str:
    """Say how the legal opinion stands, with its number."""
    return " ".join(part for part in (opinions()[row.legal_opinion], row.legal_reference) if part)
