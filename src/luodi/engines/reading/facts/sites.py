"""Sites visited on a trip: after verbs of visiting, in “赴…考察”, in “在…,代表团”, and by reference (在这里, 产业园展示中心)."""

import re
from collections.abc import Iterator
from functools import cache

from ..vocabulary import alternation, longest_end, words
from .context import Context, Draft

SPLIT = re.compile(r",?以及|、|以及|及|和(?!平)|与|到")
NAME = r"[\u4e00-\u9fffA-Za-z0-9“”·+&-]"
WENT = re.compile(
    r"(?:赴|到)(?P<list>[^,。;:\n\x1d]{2,60}?)(?:开展|进行)?(?:实地)?(?:学习考察|考察学习|考察调研|考察交流|学习交流|考察|参观|调研|走访|学习|对接|取经)"
)
AT = re.compile(r"(?:(?<=[。;\n\x1d])|^)在(?P<list>[^,。;:\n\x1d]{3,24}),")
WHO = re.compile(
    r"代表团|考察团|考察组|调研组|学习组|观摩团|小分队|队员|委员|与会人员|客商|嘉宾|区领导|大家|一行|[\u4e00-\u9fff]{2,8}一行"
)
HERE = re.compile(r"在这里|在此处|在此,|在现场,|走进园区|在园区内|在园区,")
TRAVELLING = re.compile(
    r"代表团|考察团|考察组|小分队|一行|客商们?|与会人员(?:现场|实地)?(?:观摩|参观|考察)|实地(?:考察|参观|观摩|察看)"
)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    vocabulary = words("places")
    visit = re.compile(
        rf"(?P<pre>先后|实地|首先|随后|又|一路|依次|接着)?(?P<v>(?P<strong>{alternation(vocabulary['strong_visits'])})|{alternation(vocabulary['weak_visits'])})(?!了?解|学习|期间|中|时|和|的|是|团|交流|调研)"
    )
    facility = alternation(vocabulary["facilities"])
    subject = re.compile(
        rf"(?P<list>{NAME}{{2,18}}?{facility})(?=总占地|占地|位于|坐落|是|由|创|成立|建|作为|,|目前|集聚|自|于|规划|总投资|总建筑|内)"
    )
    return visit, re.compile(rf"{NAME}{{0,20}}{facility}\Z"), subject


def find(context: Context) -> list[Draft]:
    """Find the sites that the article's travellers visited; each once."""
    if context.kind not in ("考察学习", "调研") and not TRAVELLING.search(context.text):
        return []
    found = sorted([*_went(context), *_visited(context), *_at(context), *_here(context)], key=lambda draft: draft.start)
    kept: list[Draft] = []
    for draft in found:
        name = draft.fields["name"]
        if not any(name == other.fields["name"] or (name in other.fields["name"] and len(name) > 3) for other in kept):
            kept.append(draft)
    return kept


def _went(context: Context) -> Iterator[Draft]:
    for match in WENT.finditer(context.text):
        for a, b in _parts(context.text, match.start("list"), match.end("list")):
            if _is_facility(context.text[a:b]):
                yield _draft(context, a, b, 0.15)


def _at(context: Context) -> Iterator[Draft]:
    for match in AT.finditer(context.text):
        told = bool(WHO.match(context.text, match.end()))
        for a, b in _parts(context.text, match.start("list"), match.end("list")):
            if not told and not (context.kind == "考察学习" and _is_facility(context.text[a:b])):
                continue
            if not context.text[a:b].endswith(("上", "中", "时", "后", "期间", "下", "里", "过程")) and _is_place(
                context.text[a:b], True
            ):
                yield _draft(context, a, b, 0.2)


def _visited(context: Context) -> Iterator[Draft]:
    visit, text = _patterns()[0], context.text
    for match in visit.finditer(text):
        stop = re.compile(r"[,。;:!?\n\x1d\t]").search(text, match.end())
        end = stop.start() if stop else len(text)
        if text.startswith(",以及", end):
            more = re.compile(r"[,。;:!?\n\x1d\t]").search(text, end + 1)
            end = more.start() if more else len(text)
        if end - match.end() > 90:
            continue
        opens = text[match.start() - 1 : match.start()] in ("", ",", "。", ";", "\n") and not context.text.startswith(
            "考察", match.start()
        )
        firm = opens or bool(match["strong"]) or bool(match["pre"]) or match["v"].endswith("了")
        for a, b in _parts(text, match.end(), end):
            name = text[a:b]
            referred = _referred(context, a, name)
            if referred and not _listed(context, referred, match.start()):
                yield _draft(context, *referred, 0.35, "by_reference")
            elif _is_place(name, firm):
                good = _is_facility(name)
                yield _draft(context, a, b, 0.15 if good else 0.4, *(() if good else ("no_facility_noun",)))


def _here(context: Context) -> Iterator[Draft]:
    for match in HERE.finditer(context.text):
        start, _ = context.paragraph_at(match.start())
        subject = _patterns()[2].match(context.text, start)
        if subject and subject.end() <= match.start():
            yield _draft(context, subject.start("list"), subject.end("list"), 0.35, "by_reference")


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    left = start
    for match in [*SPLIT.finditer(text, start, end), None]:
        right = match.start() if match else end
        a, b = _trim(text, left, right)
        if b - a >= 2:
            yield a, b
        left = match.end() if match else end


def _trim(text: str, a: int, b: int) -> tuple[int, int]:
    of = text.rfind("的", a, b)
    if of >= 0:
        a = of + 1
    for word in ("了", "位于", "先后", "实地", "等地", "等处", "等"):
        if text.startswith(word, a) and a + len(word) < b:
            a += len(word)
    tail = re.compile(
        r"(?:等(?:地|处|点位|企业|项目|\d+\S{0,8}|[一二三四五六七八九十]+[个家处]\S{0,8})?|(?:进行|开展)?(?:实地)?(?:参观|考察|调研|走访|学习|察看|观摩)(?:学习|考察)?|一线|展开)\Z"
    ).search(text, a, b)
    if tail:
        b = tail.start()
    return a, b


def _referred(context: Context, at: int, name: str) -> tuple[int, int] | None:
    """Return the full name that a bare facility noun (“产业园展示中心”) refers back to, in the same paragraph."""
    noun = next(
        (bare for bare in words("places")["bare"] if name.startswith(bare) and len(name) - len(bare) <= 5), None
    )
    if noun is None:
        return None
    start, _ = context.paragraph_at(at)
    matches = list(re.finditer(rf"{NAME}{{2,16}}{noun}", context.text[start:at]))
    if not matches:
        return None
    a, b = start + matches[-1].start(), start + matches[-1].end()
    return _trim(context.text, a, b)


def _listed(context: Context, place: tuple[int, int], before: int) -> bool:
    """Tell whether a place was itself named as visited before (then a part of it is a place of its own)."""
    name = context.text[slice(*place)]
    return bool(re.search(rf"(?:赴|走进|来到|前往|参观了?|考察了?|、){re.escape(name)}", context.text[:before]))


def _is_place(name: str, firm: bool) -> bool:
    vocabulary = words("places")
    if (
        not re.fullmatch(rf"{NAME}{{2,24}}", name)
        or name in vocabulary["bare"]
        or name.startswith(("有关", "相关", "各", "多家", "部分", "一批", "一家", "当地", "周边"))
    ):
        return False
    if _is_facility(name):
        return not _is_common(name)
    if longest_end(name, words("people")["titles"]) or re.search(r"董事长|书记|先生|女士|等人", name):
        return False
    if longest_end(name, vocabulary["not_sites"]) or longest_end(name, vocabulary["regions"]):
        return False
    return firm and not re.search(r"[一两二三四五六七八九十\d]+[家个所处座]|了解|认真|听取|座谈|开展|感受", name)


def _is_common(name: str) -> bool:
    ending = longest_end(name, words("places")["facilities"]) or ""
    return len(name) - len(ending) < 2 or (
        ending in ("企业", "项目", "现场", "平台")
        and not re.search(r"项目现场|建设现场|施工现场|[A-Z\d]", name)
        and len(name) < 9
    )


def _is_facility(name: str) -> bool:
    return (
        bool(_patterns()[1].fullmatch(name))
        and not longest_end(name, ["企业", "情况", "先进"])
        and not name.startswith(("有关", "相关"))
    )


def _draft(context: Context, start: int, end: int, doubt: float, *reasons: str) -> Draft:
    return Draft("site", context.body, start, end, {"name": context.quote(context.body, start, end)}, doubt, reasons)
