"""Personal names and posts: where a name may stand, how long it is, where a post begins."""

import re
from collections import Counter
from functools import cache

from .vocabulary import alternation, surnames, words

HAN = r"[\u4e00-\u9fff]"
EDGE = ",。;:、!?)(”“《》\n\x1d\t "
MIN_SCORE = 1.2
WEAK_PENALTY = 0.5


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    single, compound = surnames()
    name = rf"(?:{alternation(compound)}{HAN}{{1,2}}|[{''.join(sorted(single))}]{HAN}{{1,2}})"
    title = alternation(words("people")["titles"])
    return {
        "title": re.compile(title),
        "name": re.compile(rf"{name}\Z"),
        "list_head": re.compile(rf"{name}(?:、{name})+(?=等|[,。]|{alternation(['出席', '参加', '主持', '陪同', '列席'])})"),
        "post_tail": re.compile(rf"{title}(?:{HAN}{{2,4}}、){{0,8}}{HAN}{{0,3}}\Z"),
        "listed": re.compile(rf"(?<=[、,。;:\n\x1d]){name}(?=[、等])"),
        "collective": re.compile(rf"等(?:一行)?(?P<post>(?![\d一二三四五六七八九十两]+[名位人个])[^,。;:、!?\n\x1d\t]{{0,20}}?{alternation(words('people')['collective'])})"),
        "edge": re.compile(alternation(words("people")["post_edges"])),
        "after": re.compile(alternation(words("people")["after_name"])),
        "not_name": re.compile(alternation(words("people")["not_names"])),
    }  # fmt: skip


def pattern(name: str) -> re.Pattern[str]:
    """Return one of the name patterns: title, name, list_head, post_tail, listed, collective, edge, after, not_name."""
    return _patterns()[name]


def looks_like_name(text: str) -> bool:
    """Tell whether the whole text could be a personal name: a surname and one or two characters."""
    if not 2 <= len(text) <= 4 or not pattern("name").match(text) or pattern("not_name").match(text):
        return False
    given = text[2:] if text[:2] in surnames()[1] and len(text) > 2 else text[1:]
    return not set(given) & set(words("people")["never_in_given"])


def known_names(page: str) -> Counter[str]:
    """Count names that stand clean in lists of the page (between 、 , and 等)."""
    return Counter(name for name in pattern("listed").findall(page) if looks_like_name(name))


def begins_with_name_list(text: str) -> bool:
    """Tell whether a text begins with two or more names in a list that goes on as a subject."""
    match = pattern("list_head").match(text[:60])
    return match is not None and all(looks_like_name(name) for name in match.group().split("、"))


def ends_with_post(text: str) -> bool:
    """Tell whether a text ends with a post, or a post and the beginning of a name or of a list of names."""
    match = pattern("post_tail").search(text[-60:])
    if not match:
        return False
    rest = pattern("title").sub("", match.group(), count=1).rpartition("、")[2]
    return not rest or rest[0] in surnames()[0] or rest[:2] in surnames()[1]


def name_length(text: str, at: int, known: Counter[str]) -> int:
    """Return the length of the name that begins at `at`, or 0 where none does; judged by what follows it."""
    best, best_score = 0, MIN_SCORE - 0.01
    weak = text[at : at + 1] in words("people")["weak_surnames"]
    for length in (3, 2, 4):
        name = text[at : at + length]
        if len(name) < length or not looks_like_name(name):
            continue
        if length == 4 and name[:2] not in surnames()[1]:
            continue
        follow = _follow_score(text, at + length)
        if not follow and name not in known:
            continue
        score = follow + 3 * (name in known) + 0.5 * (length == 3)
        score += 2 * (length > 2 and name[:2] in surnames()[1]) - WEAK_PENALTY * weak
        if score > best_score:
            best, best_score = length, score
    return best


def _follow_score(text: str, after: int) -> float:
    following = text[after : after + 4]
    if not following or following[0] in EDGE:
        return 2
    match = pattern("after").match(following)
    return 0 if not match else 2 if len(match.group()) > 1 or match.group() in "等率赴" else 1.2


def post_start(text: str, title_at: int) -> int:
    """Return where the post begins that holds the title at `title_at`, joined posts (“区委副书记、代区长”) included."""
    left = _chunk_start(text, title_at)
    while left > 0 and text[left - 1] == "、":
        chunk_end = left - 1
        chunk_left = _chunk_start(text, chunk_end)
        chunk = text[chunk_left:chunk_end]
        if not chunk or not any(chunk.endswith(title) for title in words("people")["titles"]):
            break
        left = chunk_left
    return left


def _chunk_start(text: str, end: int) -> int:
    left = end
    while left > 0 and end - left < 28 and text[left - 1] not in EDGE:
        left -= 1
    last = left
    for match in pattern("edge").finditer(text, left, end):
        last = match.end()
    digit = re.search(r"\d(?=[^\d]*\Z)", text[last:end])
    return last + digit.end() if digit else last
