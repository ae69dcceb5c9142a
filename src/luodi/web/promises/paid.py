"""How the stages of a payment are put on a promise's page."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from luodi.promises.queries import PaymentStage, PromiseDetail
from luodi.web.observed.words import language
from luodi.web.tables import Column

BADGES = {"open": "plain", "judged": "green", "breached": "red", "hidden": "plain"}


def context(found: PromiseDetail, known: date | None) -> dict:
    """Give what the page says of the payment in stages; the form for who may note payments, today only."""
    stages = found.payments
    return {
        "payments": [shown(each) for each in stages], "payment_columns": _columns(),
        "payments_sum": _summed(stages), "may_pay": found.may_pay and known is None,
        "stage_choices": [(str(each.number), f"{each.number} · {each.term.period.label(language())}") for each in stages],
    }  # fmt: skip


def _standings() -> dict[str, str]:
    return {"open": _("未核定"), "judged": _("已核定"), "breached": _("违约"), "hidden": _("不可见")}


def shown(each: PaymentStage) -> dict:
    """Put a stage into words, sums in 元."""
    return {
        "number": str(each.number), "period": each.term.period.label(language()), "amount": _yuan(each.amount),
        **{name: _yuan(getattr(each, name) or None) for name in ("due", "pay", "carry", "claw_back", "paid")},
        "standing": _standings()[each.standing], "badge": BADGES[each.standing],
    }  # fmt: skip


def _summed(stages: tuple[PaymentStage, ...]) -> str:
    whole, handed = sum(each.amount for each in stages), sum(each.paid for each in stages)
    said = _("合计 %(whole)s 元，已付 %(paid)s 元") % {"whole": _yuan(Decimal(whole)), "paid": _yuan(Decimal(handed))}
    if any(each.pay is None for each in stages):
        return said
    payable = sum(each.pay or Decimal(0) for each in stages)
    return said + _("，现在可付 %(pay)s 元") % {"pay": _yuan(Decimal(payable))}


def _yuan(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"


def _columns() -> tuple[Column, ...]:
    return (
        Column("number", _("期"), width="md", card="title"), Column("amount", _("约定"), "number", "md"),
        Column("due", _("应付"), "number", "md"), Column("pay", _("可付"), "number", "md"),
        Column("carry", _("结转"), "number", "md"), Column("paid", _("已付"), "number", "md"),
        Column("claw_back", _("应收回"), "number", "md"), Column("standing", _("核定"), "badge", "md"),
    )  # fmt: skip
