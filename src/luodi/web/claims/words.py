"""How claims are put into words: stages, modes, states, amounts."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from luodi.claims.queries import ClaimRow
from luodi.values.refusal import sentence_of

STAGE_BADGES = {
    "invited": "brand", "draft": "plain", "submitted": "brand", "checked": "brand", "crossed": "brand",
    "published": "amber", "approved": "green", "committed": "green", "paid": "green", "archived": "plain",
    "rejected": "red", "withdrawn": "plain",
}  # fmt: skip
PAYMENT_BADGES = {
    "ready": "brand", "paused": "amber", "sent": "brand", "paid": "green", "failed": "red", "dropped": "plain",
}  # fmt: skip
BATCH_BADGES = {"open": "plain", "released": "brand", "sent": "amber", "done": "green", "dropped": "plain"}
RECOVERY_BADGES = {"proposed": "amber", "demanded": "red", "repaid": "green", "rejected": "plain"}
INPUT_BADGES = {"verified": "green", "reported": "plain", "disputed": "red"}


def english() -> bool:
    """Tell whether the reader reads English."""
    return (translation.get_language() or "zh").startswith("en")


def stages() -> dict[str, str]:
    """Give the stages in words, in their order."""
    return {
        "invited": _("待企业确认"), "draft": _("草稿"), "submitted": _("待部门核查"), "checked": _("待交叉核查"),
        "crossed": _("待公示"), "published": _("公示与审批"), "approved": _("待按比例分配"), "committed": _("待支付"),
        "paid": _("已支付"), "archived": _("已归档"), "rejected": _("不予兑现"), "withdrawn": _("已撤回"),
    }  # fmt: skip


def modes() -> dict[str, str]:
    """Give the ways of paying in words."""
    return {"confirm": _("免申即享"), "instant": _("即申即享"), "apply": _("申报")}


def overs() -> dict[str, str]:
    """Give what happens beyond an envelope in words."""
    return {"first_come": _("先到先得"), "pro_rata": _("按比例")}


def line_kinds() -> dict[str, str]:
    """Give the kinds of lines of an envelope's books in words."""
    return {"appropriation": _("预算"), "commitment": _("承诺"), "release": _("释放"), "payment": _("支付")}


def batch_states() -> dict[str, str]:
    """Give the states of a batch in words."""
    return {
        "open": _("待复核"), "released": _("已复核"), "sent": _("已送银行"), "done": _("已回单"), "dropped": _("已撤销"),
    }  # fmt: skip


def payment_states() -> dict[str, str]:
    """Give the states of a payment in words."""
    return {
        "ready": _("待发送"), "paused": _("已暂停"), "sent": _("银行处理中"), "paid": _("已支付"), "failed": _("未成功"),
        "dropped": _("已撤销"),
    }  # fmt: skip


def grounds() -> dict[str, str]:
    """Give the grounds of a recovery in words."""
    return {
        "fraud": _("弄虚作假"), "not_performed": _("未履行承诺"), "overpaid": _("多付"), "double_funding": _("重复支持"),
        "other": _("其他"),
    }  # fmt: skip


def recovery_states() -> dict[str, str]:
    """Give the states of a recovery in words."""
    return {"proposed": _("待复核"), "demanded": _("追回中"), "repaid": _("已缴回"), "rejected": _("不追回")}


def input_states() -> dict[str, str]:
    """Give the states of an input in words."""
    return {"verified": _("已核实"), "reported": _("自报"), "disputed": _("有争议")}


def yuan(fen: int | None) -> str:
    """Write an amount in 分 as 元 with its two places."""
    return "" if fen is None else f"{Decimal(fen) / 100:,.2f}"


def wan(fen: int) -> str:
    """Write an amount in 分 as 万元 with two places."""
    return f"{Decimal(fen) / 1_000_000:,.2f}"


def fen_of(text: str | None) -> int | None:
    """Read a form's amount in 元 ("1,234.50") to the 分; None where it is none."""
    try:
        found = Decimal((text or "").replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        return None
    exact = found.is_finite() and abs(found) < Decimal(10) ** 13 and found == round(found, 2)
    return int(found * 100) if exact else None


def shown(row: ClaimRow, today: date) -> dict:
    """Put a claim of a list into words, with its page."""
    left = (row.stage_due - today).days if row.stage_due else None
    clock = ""
    if row.lamp != "grey" and left is not None:
        clock = _("逾期 %(n)s 天") % {"n": -left} if left < 0 else _("还有 %(n)s 天") % {"n": left}
    return asdict(row) | {
        "page": reverse("claims:detail", kwargs={"claim_id": row.id}),
        "clause_word": row.clause_en if english() and row.clause_en else row.clause,
        "stage_word": stages()[row.stage], "stage_badge": STAGE_BADGES[row.stage], "mode_word": modes()[row.mode],
        "amount": yuan(row.amount_fen), "clock": clock,
    }  # fmt: skip


def indented(line: str) -> str:
    """Keep the levels of an explanation's line: each two blanks in front become one wide blank."""
    text = line.lstrip(" ")
    return "\u3000" * ((len(line) - len(text)) // 2) + text


def finding(each: dict) -> str:
    """Word what was found in a bank's return."""
    return sentence_of(f"bank_line_{each['code']}", each, translation.get_language() or "zh")
