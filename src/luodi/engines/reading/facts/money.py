"""Amounts of money with currency, role and what they are of. Thresholds (“10亿元以上”) are no amounts."""

import re
from functools import cache

from ..numerals import NUMBER, number, whole
from ..vocabulary import alternation, words
from .context import Context, Draft

TOTAL = re.compile(r"总投资|总额|总金额|累计|合计|总规模")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    vocabulary = words("money")
    currency = alternation(vocabulary["currencies"])
    amount = re.compile(
        rf"(?P<n>{NUMBER})(?:个(?P<yi>亿))?(?P<more>余|多)?(?P<scale>万亿|[万亿])?(?P<c>{currency})(?!/|每)"
    )
    bare = re.compile(rf"(?P<n>{NUMBER})(?<=[万亿])(?P<more>余|多)?(?=[,。;)、\n\t]|\Z)")
    role = re.compile(alternation(vocabulary["roles"]))
    after = re.compile(rf"(?:\(含\)|\(不含\))?{alternation(vocabulary['threshold_after'])}")
    target = re.compile(rf"(?:的)?{alternation(vocabulary['threshold_targets'])}")
    return amount, bare, role, after, target


def find(context: Context) -> list[Draft]:
    """Find the article's amounts in its body and, where the body has none of the same value, in its head."""
    amount, bare, role, _, _ = _patterns()
    found: list[Draft] = []
    for strip in context.strips():
        for match in amount.finditer(strip.text):
            draft = _draft(context, strip, match)
            if draft and (strip is context.body or not any(_same(draft, other) for other in found)):
                found.append(draft)
    for match in bare.finditer(context.text):
        before = context.text[max(0, match.start() - 8) : match.start()]
        if role.search(before) and not any(d.start <= match.start() < d.end for d in found if d.strip is context.body):
            draft = _draft(context, context.body, match)
            if draft:
                draft.doubt, draft.reasons = 0.4, ("currency_not_written",)
                found.append(draft)
    return found


def is_threshold(text: str, start: int, end: int) -> bool:
    """Tell whether the amount at [start, end) names a size class rather than a sum."""
    _, _, role, after, target = _patterns()
    if after.match(text, end):
        return True
    before = text[max(0, start - 4) : start]
    if re.search(r"(?:低于|高于|大于|小于|不足)\Z", before) and target.match(text, end):
        return True
    classed = re.match(r"的?(?:项目)?有?(?:\d|[一二三四五六七八九十]+个)", text[end : end + 6])
    if classed and re.search(r"[超过]\Z", before) and not TOTAL.search(text[max(0, start - 10) : start]):
        return True
    above = any(before.endswith(word) for word in words("money")["threshold_before"])
    if above and target.match(text, end) and not role.search(text[max(0, start - 8) : start]):
        return True
    counted = re.search(r"\d[个项家]\Z|[一二三四五六七八九十]个\Z", before)
    return bool(counted and target.match(text, end))


def _draft(context: Context, strip, match: re.Match[str]) -> Draft | None:
    text = strip.text
    groups = match.groupdict()
    written = match["n"]
    value = number(written)
    if (
        value is None
        or not re.search(r"[\d零一二两三四五六七八九]|十", written)
        or is_threshold(text, match.start(), match.end())
    ):
        return None
    if re.fullmatch(r"[百千]?[万亿]*", written):
        return None
    for char in (groups.get("yi") or "") + (groups.get("scale") or ""):
        value *= {"万": 10_000, "亿": 100_000_000}[char]
    currency = words("money")["currencies"].get(groups.get("c") or "元", "CNY")
    fields: dict[str, object] = {
        "value": whole(value),
        "currency": currency,
        "role": _role(text, match.start(), match.end()),
    }
    before = text[max(0, match.start() - 3) : match.start()]
    if match["more"] or re.search(r"(?:近|约|超|逾|超过|达到?近|上)\Z", before):
        fields["approximate"] = True
    doubt = 0.1 if fields["role"] else 0.3
    return Draft("money", strip, match.start(), match.end(), fields, doubt, () if fields["role"] else ("role_unknown",))


def _role(text: str, start: int, end: int) -> str | None:
    role = _patterns()[2]
    edge = max(text.rfind(mark, 0, start) for mark in "。;\n\x1d")
    before = text[max(edge + 1, start - 24) : start]
    clause = re.split(r"[,:]", before)
    for piece in reversed(clause):
        hits = role.findall(piece)
        if hits:
            return hits[-1]
    follow = role.match(text, end + (text[end : end + 1] == "的")) or role.search(text[end : end + 6].split(",")[0])
    return follow.group() if follow else None


def _same(a: Draft, b: Draft) -> bool:
    return a.fields["value"] == b.fields["value"] and a.fields["currency"] == b.fields["currency"]
