"""Named policies, campaigns, plans and instruments: 《…》, “…”行动, and long endings without quotation marks."""

import re
from collections.abc import Iterator
from functools import cache

from ..strip import Strip
from ..vocabulary import alternation, longest_end, words
from .context import Context, Draft


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    vocabulary = words("names")
    nouns = alternation(vocabulary["quoted_nouns"])
    prefix = alternation(vocabulary["quoted_prefixes"])
    quoted = re.compile(rf"(?P<pre>{prefix})?“[^“”。\n\x1d]{{1,30}}”(?P<noun>[\u4e00-\u9fff]{{0,6}}?{nouns})")
    ending = re.compile(alternation(vocabulary["unquoted"]["endings"]))
    return quoted, ending, re.compile(alternation(vocabulary["unquoted"]["edges"]))


def find(context: Context) -> list[Draft]:
    """Find named things, first mention each, head parts before the body."""
    found: list[Draft] = []
    for strip in (*context.heads, context.body):
        here: list[Draft] = []
        drafts = [*_titled(context, strip), *_quoted(context, strip), *_unquoted(context, strip)]
        for draft in sorted(drafts, key=lambda draft: draft.start - draft.end):
            if not any(draft.start < other.end and other.start < draft.end for other in here):
                here.append(draft)
        here.sort(key=lambda draft: draft.start)
        for draft in here:
            if not any(_bare(draft.fields["name"]) == _bare(other.fields["name"]) for other in found):
                found.append(draft)
    return found


def _titled(context: Context, strip: Strip) -> Iterator[Draft]:
    for match in re.finditer(r"《(?P<title>[^《》\n\x1d]{2,60})》", strip.text):
        title = re.sub(r"\([^()]*\)\Z", "", match["title"])
        kind = kind_of(title)
        if kind is None and title.endswith(("报", "歌", "诗", "曲")):
            continue
        yield _draft(context, strip, match.start(), match.end(), kind or "document", 0.1 if kind else 0.3)


def _quoted(context: Context, strip: Strip) -> Iterator[Draft]:
    for match in _patterns()[0].finditer(strip.text):
        if any(word in match.group() for word in words("names")["not_named"]):
            continue
        yield _draft(context, strip, match.start(), match.end(), kind_of(match["noun"]) or "campaign", 0.2)


def _unquoted(context: Context, strip: Strip) -> Iterator[Draft]:
    text = strip.text
    _, ending, edge = _patterns()
    for match in ending.finditer(text):
        left = match.start()
        inside = False
        while left > 0 and match.end() - left < 44:
            char = text[left - 1]
            inside = (char == "”") or (inside and char != "“")
            if not inside and (char in ",。;:!?()《》\n\x1d\t " or (char == "、")):
                break
            left -= 1
        for found in edge.finditer(text, left, match.start()):
            left = found.end()
        name = text[left : match.end()]
        if (
            len(name) - len(match.group()) < 2
            or name in words("names")["unquoted"]["bare_names"]
            or name.count("“") != name.count("”")
        ):
            continue
        if re.match(r"[个项份\d一二三四五六七八九十]{1,3}[个项份]", name):
            continue
        yield _draft(context, strip, left, match.end(), kind_of(name) or "plan", 0.3)


def kind_of(name: str) -> str | None:
    """Return the kind that the name's ending tells: policy, campaign, plan, incentive, instrument, initiative, industry."""
    best, best_kind = "", None
    for kind, endings in words("names")["kinds"].items():
        ending = longest_end(name, endings)
        if ending and len(ending) > len(best):
            best, best_kind = ending, kind
    return best_kind


def _bare(name: str) -> str:
    return re.sub(r"[“”\"《》\s]|^新一轮", "", name)


def _draft(context: Context, strip: Strip, start: int, end: int, kind: str, doubt: float) -> Draft:
    return Draft("named", strip, start, end, {"name": context.quote(strip, start, end), "kind": kind}, doubt)
