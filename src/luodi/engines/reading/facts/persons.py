"""Persons with posts: “区委书记李志某”, “甲、乙等区领导”, “区领导甲、乙”, “甲(区委书记)”."""

import re

from ..names import HAN, looks_like_name, name_length, pattern, post_start
from ..strip import Strip
from ..vocabulary import surnames, words
from .context import Context, Draft

BRACKET = re.compile(rf"(?P<name>{HAN}{{2,4}})\((?P<post>[^()]{{2,24}})\)")


def find(context: Context) -> list[Draft]:
    """Find persons with their posts in the article's body; each person once, with the most telling post."""
    found = _trailing(context) + _leading(context) + _bracketed(context)
    found.sort(key=lambda draft: (draft.start, draft.end))
    kept: dict[str, Draft] = {}
    for draft in found:
        name = draft.fields["name"]
        first = kept.get(name)
        if first is None:
            kept[name] = draft
        elif first.fields["post"] != draft.fields["post"] and not _covers(first.fields["post"], draft.fields["post"]):
            first.fields.setdefault("other_posts", []).append(draft.fields["post"])
    return sorted(kept.values(), key=lambda draft: (draft.start, draft.end))


def _covers(one: str, two: str) -> bool:
    generic = ("领导", "代表", "负责人", "同志", "嘉宾")
    return one in two or two in one or one.endswith(generic) or two.endswith(generic)


def _trailing(context: Context) -> list[Draft]:
    text, found = context.text, []
    for match in pattern("collective").finditer(text):
        left = match.start()
        while left > 0 and text[left - 1] not in ",。;:!?)(\n\x1d\t":
            left -= 1
        names, start = _names_back(text, left, match.start())
        for name in names:
            fields = {"name": name, "post": match["post"]}
            found.append(_draft(context.body, start, match.end(), fields, name, context))
    return found


def _names_back(text: str, left: int, end: int) -> tuple[list[str], int]:
    """Read a list of names that ends at `end`; nothing before its first name but a lead-in."""
    segment = text[left:end]
    names = segment.split("、")
    if not looks_like_name(names[-1]) and "和" in names[-1]:
        names[-1:] = names[-1].split("和")
    if names and not looks_like_name(names[0]):
        edges = list(pattern("edge").finditer(names[0]))
        cut = edges[-1].end() if edges else len(names[0])
        left, names[0] = left + cut, names[0][cut:]
    if names and all(looks_like_name(name) for name in names):
        return names, left
    return [], left


def _leading(context: Context) -> list[Draft]:
    text, found = context.text, []
    at = 0
    while match := pattern("title").search(text, at):
        at = match.start() + 1
        end = match.end()
        names, last = _names_on(context, end)
        if not names:
            continue
        start = post_start(text, match.start())
        post = text[start:end]
        if not _is_post(post, text, start, names, context):
            continue
        at = last
        for name in names:
            found.append(_draft(context.body, start, last, {"name": name, "post": post}, name, context))
    return found


def _is_post(post: str, text: str, start: int, names: list[str], context: Context) -> bool:
    if len(post) >= 3:
        return True
    # A bare title (“代表”, “专家”) before something that may be no name at all.
    return post not in ("代表", "专家", "学者", "首席", "指挥", "助理", "领导", "大使") or names[0] in context.known


def _names_on(context: Context, at: int) -> tuple[list[str], int]:
    """Read the name at `at`, and those that follow it in a list."""
    text, names, last = context.text, [], at
    while length := name_length(text, at, context.known):
        names.append(text[at : at + length])
        last = at + length
        following = text[last : last + 1]
        if following not in ("、", "和") or not following:
            break
        step = name_length(text, last + 1, context.known)
        if not step or _begins_post(text, last + 1, step):
            break
        at = last + 1
    return names, last


def _begins_post(text: str, at: int, length: int) -> bool:
    after = text[at + length : at + length + 12]
    return bool(re.match(rf"{HAN}{{0,6}}", after)) and any(
        after.startswith(title) for title in words("people")["titles"]
    )


def _bracketed(context: Context) -> list[Draft]:
    found = []
    for match in BRACKET.finditer(context.text):
        post = match["post"]
        if not any(post.endswith(title) for title in words("people")["titles"]):
            continue
        for length in (3, 2, 4):
            name = match["name"][-length:]
            if len(name) == length and looks_like_name(name):
                start = match.end("name") - length
                found.append(_draft(context.body, start, match.end(), {"name": name, "post": post}, name, context))
                break
    return found


def _draft(strip: Strip, start: int, end: int, fields: dict[str, str], name: str, context: Context) -> Draft:
    weak = name[0] in words("people")["weak_surnames"] and name[:2] not in surnames()[1]
    doubt, reasons = 0.1, []
    if weak and name not in context.known:
        doubt, reasons = 0.45, ["rare_surname"]
    if len(strip.spans(start, end)) > 1:
        doubt, reasons = max(doubt, 0.3), [*reasons, "over_a_line_break"]
    return Draft("person", strip, start, end, dict(fields), doubt, tuple(reasons))
