"""Counts: a number, a measure word and what is counted (“64家总部企业”, “项目60个”, “14名由…组成的‘招商大使’”)."""

import re
from functools import cache

from ..numerals import NUMBER, number, whole
from ..strip import Strip
from ..vocabulary import alternation, words
from .context import Context, Draft
from .relations import relation_of

END = ",。;:、!?()\n\x1d\t "
COMPOSED = re.compile(r"[^,。;:!?\n\x1d\t]{0,70}?(?:组成|构成|组建)的")
OFTEN = re.compile(r"每(?:周|月|年|天|季度?|半年|日|人|户|家|个)[^,。;]*\Z")
TRAILING = re.compile(
    r"(?:不少于|不低于|突破|共计|共有|共|总计|累计|达到|达|已有|已|有|为|约|近|超过|超|逾|了|数量?|分别|增至|多达|合计|就|各)+\Z"
)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    vocabulary = words("measures")
    measure = alternation(vocabulary["measures"])
    return {
        "count": re.compile(
            rf"(?<![\d.+第“《/前每/零〇一二三四五六七八九十百千万亿两-])(?P<n>{NUMBER})(?P<more>余|多)?(?P<m>{measure})"
        ),
        "heads": re.compile(alternation(vocabulary["heads"])),
        "edges": re.compile(alternation(vocabulary["np_edges"])),
        "time": re.compile(alternation(vocabulary["time_nouns"])),
        "fixed": re.compile(alternation(vocabulary["not_counts"])),
    }


def find(context: Context) -> list[Draft]:
    """Find the article's counts in its body, and those of its head that the body does not repeat."""
    found: list[Draft] = []
    for strip in context.strips():
        here: list[Draft] = []
        for match in _patterns()["count"].finditer(strip.text):
            if draft := _draft(strip, match, here):
                here.append(draft)
        for draft in here:
            if not any(_same(draft, other, strip is context.body) for other in found):
                found.append(draft)
    for draft in found:
        following = [d.start for d in found if d.strip is draft.strip and d.start >= draft.end]
        relation_of(draft, min(following, default=len(draft.strip.text)))
    return found


def _draft(strip: Strip, match: re.Match[str], found: list[Draft]) -> Draft | None:
    text, written, measure = strip.text, match["n"], match["m"]
    value = number(written)
    if (
        value is None
        or value < 1
        or value != value.to_integral_value()
        or written in ("一", "百", "千", "千百", "十百")
    ):
        return None
    patterns = _patterns()
    if patterns["fixed"].match(text, match.start()) or patterns["time"].match(text, match.end()):
        return None
    if measure == "大" and (value > 20 or text[match.end() : match.end() + 1] in "会学道街桥楼厦量型"):
        return None
    if text[match.end() : match.end() + 1] in ("亿", "万") or (measure == "个" and text.startswith("人", match.end())):
        return None
    if OFTEN.search(text, max(0, match.start() - 8), match.start()):
        return None
    if _in_short_quote(text, match.start()):
        return None
    shy = measure in words("measures")["shy_measures"] and (measure in ("大", "次") or not re.match(r"\d", written))
    start, end, counted = _counted(text, match, found, strip, shy)
    if not counted:
        return None
    fields: dict[str, object] = {"value": whole(value), "measure": measure, "object": counted}
    before = text[max(0, match.start() - 2) : match.start()]
    if match["more"] or re.search(r"(?:近|约|超|逾)\Z|超过\Z", before):
        fields["approximate"] = True
    sure = bool(patterns["heads"].search(counted)) or "“" in text[start:end]
    return Draft("count", strip, start, end, fields, 0.1 if sure else 0.35, () if sure else ("object_unsure",))


def _counted(text: str, match: re.Match[str], found: list[Draft], strip: Strip, shy: bool) -> tuple[int, int, str]:
    at = match.end()
    composed = COMPOSED.match(text, at)
    if composed:
        at = composed.end()
    year = re.compile(r"(?:\d{4}年度?)?(?:首批|新一批|优秀)?(?=“)").match(text, at)
    if year and year.group():
        at = year.end()
    if text[at : at + 1] == "“":
        close = text.find("”", at, at + 40)
        if close > 0:
            tail = _patterns()["heads"].match(text, close + 1)
            return (
                match.start(),
                tail.end() if tail else close + 1,
                text[at + 1 : close] + (tail.group() if tail else ""),
            )
    end = at if text.startswith(("以上", "以内", "以下"), at) else _noun_end(text, at, shy and match["m"] != "大")
    if end > at:
        return match.start(), end, text[at:end].lstrip("的")
    before = _noun_before(text, match.start(), match["m"])
    if before < match.start():
        return before, match.end(), TRAILING.sub("", text[before : match.start()])
    earlier = [
        d for d in found if d.strip is strip and "。" not in text[d.end : match.start()] and d.end <= match.start()
    ]
    if earlier and not shy and text[at : at + 1] in END:
        return match.start(), match.end(), str(earlier[-1].fields["object"])
    return match.start(), match.end(), ""


def _noun_end(text: str, at: int, shy: bool) -> int:
    """Return where the counted noun phrase that begins at `at` ends; `at` itself where there is none."""
    limit = at
    while limit < len(text) and limit - at < 24 and text[limit] not in END + "《”“":
        limit += 1
    edges, heads = _patterns()["edges"], _patterns()["heads"]
    position = at
    while head := heads.search(text, position, limit):
        if head.end() == limit or edges.match(text, head.end(), limit):
            between = [m for m in edges.finditer(text, at + 1, head.start()) if len(m.group()) > 1]
            if not between or between[0].start() - at < 2:
                return head.end()
            break
        position = head.start() + 1
    first = heads.search(text, at, min(limit, at + 12))
    while first and (more := heads.match(text, first.end(), limit)):
        first = more
    if first:
        return first.end()
    if shy:
        return at
    cut = next((m.start() for m in edges.finditer(text, at + 1, limit)), limit)
    return cut if 2 <= cut - at <= 12 and re.fullmatch(r"[\u4e00-\u9fffA-Za-z]+", text[at:cut]) else at


def _noun_before(text: str, start: int, measure: str) -> int:
    edge = start
    while edge > 0 and start - edge < 16 and text[edge - 1] not in END + "“”《》":
        edge -= 1
    phrase = TRAILING.sub("", text[edge:start])
    heads = [m for m in _patterns()["heads"].finditer(phrase) if m.end() == len(phrase)]
    if (
        not heads
        and measure in ("场", "次", "件", "册", "份", "台", "辆", "幅", "张")
        and re.search(r"[\u4e00-\u9fff]{2}\Z", phrase)
    ):
        return edge + len(phrase) - 2
    if not heads:
        return start
    first = edge + heads[0].start()
    while first > edge and edge + len(phrase) - first < 8:
        first -= 1
    verbs = list(
        re.finditer(
            r"新增|引进|签约|集聚|拥有|建成|完成|落地|储备|共有|实施|排定|安排|服务|走访|开展|推进|引育|培育|推介|发放|其中|招引|收到|梳理|解决|全区|全市",
            text[first : edge + heads[0].start()],
        )
    )
    return first + verbs[-1].end() if verbs else first


def _in_short_quote(text: str, at: int) -> bool:
    """Tell whether the number stands inside a short quoted name (“鹤翔12条”)."""
    opened = text.rfind("“", max(0, at - 10), at)
    if opened < 0 or "”" in text[opened:at]:
        return False
    closed = text.find("”", at, at + 12)
    return 0 < closed - opened <= 12


def _same(a: Draft, b: Draft, in_body: bool) -> bool:
    if a.fields["value"] != b.fields["value"] or a.fields["measure"] != b.fields["measure"]:
        return False
    if not in_body:
        return True
    one, two = str(a.fields["object"]), str(b.fields["object"])
    return one in two or two in one
