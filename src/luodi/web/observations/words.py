"""How shares and transfers are put into words on pages."""

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.observations.groups import groups
from luodi.observations.queries import StretchRow, TransferRow

BADGES = {
    "proposed": "amber", "accepted": "brand", "approved": "green", "declined": "plain", "rejected": "red",
    "withdrawn": "plain",
}  # fmt: skip
BARS = {"originator": "plain", "lander": "confirmed", "assist": "amber"}


def states() -> dict[str, str]:
    """Give the states of a transfer with their words."""
    return {
        "proposed": _("待接收"), "accepted": _("待批准"), "approved": _("已批准"), "declined": _("已退回"),
        "rejected": _("已驳回"), "withdrawn": _("已撤回"),
    }  # fmt: skip


def state_word(row: TransferRow) -> str:
    """Say how a transfer stands; an order of the bureau waits for approval at once."""
    return states()["accepted"] if row.waits_for == "bureau" else states()[row.state]


def waits_word(row: TransferRow) -> str:
    """Say whose turn it is, or nothing where it is settled."""
    return _("投资促进局") if row.waits_for == "bureau" else row.waits_for


def reasons() -> dict[str, str]:
    """Give the reasons for a transfer with their words."""
    return {
        "no_site": _("无合适空间"), "chain": _("产业链不匹配"), "energy": _("能耗或排放受限"), "wish": _("投资方意愿"),
        "undo": _("退回此前的流转"),
    }  # fmt: skip


def triggers() -> dict[str, str]:
    """Give what sets a transfer off, with the words."""
    return {"owner": _("责任单位提出"), "no_site": _("长期未落实选址"), "order": _("投资促进局统筹")}


def roles() -> dict[str, str]:
    """Give the roles in a credit with their words."""
    return {"originator": _("引荐"), "lander": _("承接"), "assist": _("协助")}


def percent(ppm: int) -> str:
    """Write millionths as a percentage: 360000 → 36%, 333333 → 33.3333%."""
    return f"{ppm / 10_000:.4f}".rstrip("0").rstrip(".") + "%"


def months(row: StretchRow) -> str:
    """Say in which months a stretch counts."""
    dated = row.valid_from.year >= 2000
    since = _("自 %(month)s 起") % {"month": f"{row.valid_from:%Y-%m}"} if dated else _("自始")
    if row.valid_to is None:
        return since
    return _("%(since)s，至 %(month)s 前") % {"since": since, "month": f"{row.valid_to:%Y-%m}"}


def shown(rows: Iterable[StretchRow]) -> list[dict]:
    """Give stretches as the table of shares takes them: words, bars and the sum of each."""
    language, known = get_language() or "zh", groups()
    return [
        {
            "group": known[row.indicators].label(language),
            "group_note": known[row.indicators].note(language),
            "months": months(row),
            "shares": [
                {
                    "unit": share.unit_name, "role": roles()[share.role], "percent": percent(share.ppm),
                    "part": share.ppm / 1_000_000, "bar": BARS[share.role],
                }
                for share in row.shares
            ],
            "total": percent(sum(share.ppm for share in row.shares)),
            "transfer_id": row.transfer_id,
            "reason": row.reason,
        }
        for row in rows
    ]  # fmt: skip
