"""What changed between two versions of a clause, in sentences."""

from __future__ import annotations

from .kinds import money_words
from .shape import Clause
from .tree import Node, conjuncts
from .wording import MODES, in_words

NONE = ("无", "none")


def differences(old: Clause, new: Clause, language: str = "zh") -> tuple[str, ...]:
    """Say what is different in the new version; nothing, if only its number is."""
    chinese = language.startswith("zh")
    found = [
        _changed(zh, en, before, after, chinese)
        for zh, en, before, after in _plain(old, new, language)
        if before != after
    ]
    return tuple(_conditions(old, new, language) + found + _papers(old, new, chinese))


def _changed(zh: str, en: str, before: str, after: str, chinese: bool) -> str:
    before, after = before or NONE[0 if chinese else 1], after or NONE[0 if chinese else 1]
    return f"{zh}由“{before}”改为“{after}”。" if chinese else f"{en}: “{before}” becomes “{after}”."


def _conditions(old: Clause, new: Clause, language: str) -> list[str]:
    """Name the conditions that are gone and those that came."""
    chinese = language.startswith("zh")
    before, after = (_texts(clause.when, language) for clause in (old, new))
    gone = [text for text in before if text not in after]
    come = [text for text in after if text not in before]
    lines = []
    if len(gone) == len(come):
        return [_changed("条件", "Condition", one, other, chinese) for one, other in zip(gone, come, strict=True)]
    lines += [f"删除条件“{text}”。" if chinese else f"Condition removed: “{text}”." for text in gone]
    return lines + [f"新增条件“{text}”。" if chinese else f"Condition added: “{text}”." for text in come]


def _texts(node: Node, language: str) -> list[str]:
    return [in_words(part, language) for part in conjuncts(node)]


def _plain(old: Clause, new: Clause, language: str) -> list[tuple[str, str, str, str]]:
    """Give each property that is worded by itself: (name, English name, before, after)."""

    def money(fen: int | None) -> str:
        return "" if fen is None else money_words(fen, language)

    at = 0 if language.startswith("zh") else 1
    rows = [("标题", "Title", lambda each: each.title if at == 0 else each.title_en or each.title)]
    rows += [("金额", "Amount", lambda each: in_words(each.amount, language))]
    rows += [("有效期", "Validity", lambda each: f"{each.valid_from} – {each.valid_to}")]
    rows += [("适用行业", "Industries", lambda each: "、".join(each.industries))]
    rows += [
        (
            "负面清单",
            "Exclusion list",
            lambda each: ("适用", "applies")[at] if each.negative_list else ("不适用", "doesn't apply")[at],
        )
    ]
    rows += [("每年封顶", "Cap per year", lambda each: money(each.cap_year))]
    rows += [("累计封顶", "Cap over all years", lambda each: money(each.cap_lifetime))]
    rows += [("取整", "Rounding", lambda each: f"{money(each.round_fen)} {each.round_mode}")]
    rows += [("叠加类别", "Group", lambda each: each.group), ("资金", "Envelope", lambda each: each.envelope)]
    rows += [
        ("部门", "Department", lambda each: each.department),
        ("兑现方式", "Way of claiming", lambda each: MODES[each.mode][at]),
    ]
    rows += [("公示工作日", "Working days of publication", lambda each: str(each.notice_days))]
    rows += [
        (
            "分担比例",
            "Shares",
            lambda each: "、".join(f"{who} {ppm / 10_000:g}%" for who, ppm in each.share_ppm.items()),
        )
    ]
    return [(zh, en, word(old), word(new)) for zh, en, word in rows]


def _papers(old: Clause, new: Clause, chinese: bool) -> list[str]:
    before, after = ([each.name for each in clause.evidence] for clause in (old, new))
    lines = [
        f"不再需要“{name}”。" if chinese else f"“{name}” is no longer asked for."
        for name in before
        if name not in after
    ]
    return lines + [
        f"新增材料“{name}”。" if chinese else f"“{name}” is asked for now." for name in after if name not in before
    ]
