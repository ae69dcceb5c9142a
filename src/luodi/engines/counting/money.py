"""Rules 7, 8, 9 and 14: one inflow is one sum of one class that came in, was paid, stayed, and was converted honestly."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from .cases import Case, Hit, Inflow, Settings

CLASS_WORDS = {"domestic": "内资", "foreign": "外资", "other": "其他"}


def two_classes(case: Case, peers: Sequence[Case], settings: Settings) -> list[Hit]:
    """Find an inflow that repeats one entered before, in another class or passed down within a group (pattern 7)."""
    known = [(each, one) for each in (case, *peers) for one in each.inflows]
    found = []
    for inflow in case.inflows:
        for holder, other in known:
            same = _same_money(inflow, other) if other.id < inflow.id else ""
            if same:
                words = {"slip": ("回单号相同", "the same slip"), "payer": ("同日同额、付款方相同", "the same day, amount and payer"),
                         "group": ("同日同额、收款方属同一集团", "the same day and amount within one group")}[same]  # fmt: skip
                seen = {
                    "other_date": str(other.day), "other_amount": str(other.amount), "other_class": other.capital_class,
                    "other_class_zh": CLASS_WORDS[other.capital_class], "same": words[0], "same_en": words[1],
                }  # fmt: skip
                found.append(Hit("two_classes", seen, holder.id if holder.id != case.id else None, inflow.id))
                break
    return found


def _same_money(one: Inflow, other: Inflow) -> str:
    if one.slip and one.slip == other.slip:
        return "slip"
    if one.amount != other.amount or one.day != other.day:
        return ""
    if one.payer and one.payer == other.payer:
        return "payer"
    return "group" if one.group and one.group == other.group else ""


def round_trip(case: Case, peers: Sequence[Case], settings: Settings) -> list[Hit]:
    """Find money that left again before the set number of days (pattern 8)."""
    limit = int(settings.number("counting.stay_days"))
    found = []
    for inflow in case.inflows:
        if inflow.left_day is not None and (days := (inflow.left_day - inflow.day).days) < limit:
            left = inflow.left_amount if inflow.left_amount is not None else inflow.amount
            seen = {"amount": str(inflow.amount), "left_amount": str(left), "days": days, "limit": limit}
            found.append(Hit("round_trip", seen, inflow_id=inflow.id))
    return found


def registered_capital(case: Case, peers: Sequence[Case], settings: Settings) -> list[Hit]:
    """Find registered capital, or money without a slip, that is shown as paid in (pattern 9)."""
    found = []
    for inflow in case.inflows:
        if inflow.form == "registered":
            why, why_en = "按认缴注册资本填报", "is registered capital"
        elif not inflow.slip:
            why, why_en = "没有银行回单", "has no bank slip"
        else:
            continue
        seen = {"amount": str(inflow.amount), "why": why, "why_en": why_en}
        found.append(Hit("registered_capital", seen, inflow_id=inflow.id))
    return found


def exchange_rate(case: Case, peers: Sequence[Case], settings: Settings) -> list[Hit]:
    """Find foreign money whose rate is of another day, or whose conversion does not add up (pattern 14)."""
    found = []
    if case.currency != "CNY" and case.amount is not None:
        seen = _odd_rate(case, case.signed_date, settings)
        found += [Hit("exchange_rate", seen)] if seen else []
    for inflow in case.inflows:
        if inflow.currency != "CNY" and (seen := _odd_rate(inflow, inflow.day, settings)):
            found.append(Hit("exchange_rate", seen, inflow_id=inflow.id))
    return found


def _odd_rate(money: Case | Inflow, day: date | None, settings: Settings) -> dict[str, object] | None:
    seen: dict[str, object] = {
        "currency": money.currency, "date": str(day or ""), "rate": str(money.rate or ""),
        "rate_date": str(money.rate_date or ""), "gap_amount": "0",
    }  # fmt: skip
    if money.rate is None or money.original_amount is None or money.rate_date is None:
        return seen | {"why": "缺少原币金额、汇率或汇率日期", "why_en": "the original amount, rate or day is missing"}
    assert money.amount is not None
    gap = abs(money.amount - money.original_amount * money.rate)
    if gap > money.amount * settings.number("counting.rate_tolerance") / Decimal(1000):
        return seen | {
            "why": "与原币乘汇率不符", "why_en": "not the original times the rate", "gap_amount": f"{gap:.2f}"
        }  # fmt: skip
    days = abs((money.rate_date - day).days) if day else 0
    if days > settings.number("counting.rate_days"):
        return seen | {"why": f"汇率日期相差 {days} 天", "why_en": f"the rate is {days} days off"}
    return None
