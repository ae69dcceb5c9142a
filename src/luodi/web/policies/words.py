"""How policies, clauses and facts are put into words on pages."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.engines.policies import all_fields

LAMPS = {"draft": "grey", "in_review": "amber", "published": "green", "superseded": "blue", "withdrawn": "grey"}
FACT_BADGES = {"reported": "amber", "verified": "green", "disputed": "red"}
WISH_BADGES = {"proposed": "amber", "approved": "green", "rejected": "grey"}


def english() -> bool:
    """Tell whether the reader reads English."""
    return (get_language() or "zh").startswith("en")


def in_language(zh: str, en: str) -> str:
    """Give a title in the reader's language; Chinese where there is no English."""
    return en if english() and en else zh


def policy_kinds() -> dict[str, str]:
    """Give the words for the kinds of policies."""
    return {"umbrella": _("总政策"), "sector": _("产业政策"), "special": _("专项政策")}


def clause_kinds() -> dict[str, str]:
    """Give the words for the kinds of clauses."""
    return {
        "award": _("一次性奖励"), "ratio": _("按比例补助"), "increment": _("按增量补助"), "rent": _("房租补贴"), "talent": _("人才补贴"),
        "interest": _("贷款贴息"), "match": _("上级配套"), "step": _("分档奖励"), "procurement": _("首购首用"), "voucher": _("服务券"),
    }  # fmt: skip


def modes() -> dict[str, str]:
    """Give the words for how a clause is paid out."""
    return {"confirm": _("免申即享"), "instant": _("即申即享"), "apply": _("申报")}


def states() -> dict[str, str]:
    """Give the words for the states of a version."""
    return {
        "draft": _("草稿"), "in_review": _("审查中"), "published": _("已发布"), "superseded": _("已被取代"),
        "withdrawn": _("已撤回"),
    }  # fmt: skip


def fact_states() -> dict[str, str]:
    """Give the words for the states of a fact."""
    return {"reported": _("待核"), "verified": _("已核实"), "disputed": _("有异议")}


def wish_states() -> dict[str, str]:
    """Give the words for the states of a correction."""
    return {"proposed": _("待批准"), "approved": _("已更正"), "rejected": _("已驳回")}


def source_kinds() -> dict[str, str]:
    """Give the words for where a fact comes from."""
    return {
        "document": _("文件"), "form": _("填报"), "row": _("表格"), "firm": _("企业"), "register": _("部门数据"),
    }  # fmt: skip


def statuses() -> dict[str, str]:
    """Give the words for what the engine says of a firm."""
    return {"eligible": _("符合"), "maybe": _("待补材料"), "no": _("不符合")}


def field_name(code: str) -> str:
    """Name a field of a firm in the reader's language."""
    found = all_fields().get(code.partition("@")[0])
    return (found.en if english() else found.zh) if found else code


def group_rules() -> dict[str, str]:
    """Give the words for how clauses of a group go together."""
    return {"max": _("就高不重复"), "sum": _("可叠加"), "difference": _("补差")}
