"""How exact a stated total is, and how a call for a list is titled. Pure."""

from decimal import Decimal

YI, WAN = Decimal(100_000_000), Decimal(10_000)


def tolerance(total: Decimal) -> Decimal:
    """Give how far a sum may lie from a stated total that was rounded: half of its last unit (亿, 万, 元)."""
    for unit in (YI, WAN):
        if total % unit == 0:
            return unit / 2
    return Decimal("0.5") if total % 1 == 0 else Decimal(0)


def call_title(label: str, named: int, stated: int) -> str:
    """Give the title of the call for a batch's list, with how many of how many are named."""
    return f"索要名单:{label}({named} / {stated})"
