"""Deals: a project, who invests, how much; from tables, labelled items, and prose over one or two sentences."""

import re
from collections.abc import Iterator
from functools import cache

from ..lines import ITEM, label_words
from ..vocabulary import alternation, longest_end, words
from .context import Context, Draft
from .tables import rows

NAME = r"[\u4e00-\u9fffA-Za-z0-9“”·+&()-]"
BACK = re.compile(
    r"该[\u4e00-\u9fff]{1,4}(?=由|总|计划|规划|占|预计)|(?:该|此|本)?(?:项目|基地|工厂|中心|产业园|总部|园区|公司)|计划总投资|总投资|预计|其中|一期|按照|建成后|根据|投资"
)


MEMBER = re.compile(
    r"[、,](?=由?[^、,。]{2,30}(?:投资|出资|斥资)[^、,。]{0,6}[\d一二两三四五六七八九十][^、,。]{2,40}(?:项目|基地|总部|中心|产业园|工程))"
)
VERBAL = re.compile(r"投资|由|将|拟|计划|签约|签订|与|[\d一二三四五六七八九十]+[亿万]")
POST = re.compile(r"董事长|总经理|总裁|创始人|负责人|首席|执行|区域经理")
LABEL_LINE = re.compile(rf"[●■◆·*-]?\s*{alternation(label_words())}[:\t]")
HEADING = re.compile(r"(?P<p>[\u4e00-\u9fffA-Za-z0-9“”·+&-]{4,32})(?=[。,:(])")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    vocabulary = words("deals")
    firm = alternation(words("organisations")["firm_suffixes"])
    verbs = alternation(vocabulary["invest_verbs"])
    ending = alternation(vocabulary["project_endings"])
    return {
        "by": re.compile(rf"由(?P<i>{NAME}{{2,24}}?)(?:负责|独资|全资|联合|共同)?(?:投资|出资|建设|投建|承建|实施|打造|运营|开发|带来)"),
        "label": re.compile(rf"{alternation(vocabulary['labels_investor'])}(?:为|是|:|\t)+(?P<i>{NAME}{{2,28}})"),
        "subject": re.compile(rf"(?P<i>{NAME}{{2,24}}?{firm})(?:\(.{{1,12}}\))?(?=,?(?:也|还|又|则|此次|本次|当天|现场|今年|首期)*{verbs})"),
        "that": re.compile(r"该(?P<i>集团|公司|企业|机构)(?=[^,。]{0,6}(?:投资|出资|斥资|建设|打造))"),
        "plain": re.compile(rf"(?P<i>{NAME}{{2,16}}?)(?=(?:计划|拟|将|独资|追加)*(?:总)?(?:投资|出资|斥资)(?:约|近|超)?[\d一二三四五六七八九十])"),
        "partners": re.compile(rf"(?P<i>{NAME}{{2,20}}?)(?:与|和|携手|联合){NAME}{{2,20}}?(?:合作|联合|共同|合资)(?:共建|建设|打造|投资|出资|开发)"),
        "party": re.compile(rf"(?P<i>{NAME}{{2,24}}?{firm})与[^,。;]{{2,16}}(?:签订|签署|签约|达成)"),
        "with": re.compile(rf"(?:与|和|同|携手)(?P<i>{NAME}{{2,24}}?)(?:正式|现场|成功)?(?:签约|签订|签署|签下|就)"),
        "project": re.compile(rf"{ending}"),
        "labelled": re.compile(rf"{alternation(vocabulary['labels_project'])}[:\t](?P<p>{NAME}{{3,40}})"),
        "edge": re.compile(alternation(vocabulary["project_edges"])),
        "firm": re.compile(rf"{NAME}{{1,24}}{firm}(?:\([\u4e00-\u9fff]{{1,12}}\))?\Z"),
        "signal": re.compile(r"(?:将|拟|计划).{0,14}(?:建设|打造|新建)|投资|出资|签约|签订|签下|落户|斥资|投建|增资|带来"),
    }  # fmt: skip


def find(context: Context) -> list[Draft]:
    """Find the article's deals."""
    found = [*_from_tables(context)]
    if found:
        return found
    units = list(_units(context))
    used: set[int] = set()
    for number, (start, end) in enumerate(units):
        if number in used or not _patterns()["signal"].search(context.text, start, end):
            continue
        draft, took_next = _deal(context, start, end, units[number + 1] if number + 1 < len(units) else None)
        if draft and not any(draft.fields["project"] == other.fields["project"] for other in found):
            found.append(draft)
            if took_next:
                used.add(number + 1)
    return found


def _units(context: Context) -> Iterator[tuple[int, int]]:
    """Yield what may tell one deal: an item of a list with its label lines, else a sentence, else a member of an enumeration."""
    text = context.text
    pending: tuple[int, int] | None = None
    for start, end in context.paragraphs:
        if ITEM.match(text, start) or LABEL_LINE.match(text, start):
            if pending and LABEL_LINE.match(text, start) and not _is_new_record(text, start):
                pending = (pending[0], end)
                continue
            if pending:
                yield pending
            pending = (start, end)
            continue
        if pending:
            yield pending
            pending = None
        for a, b in context.sentences:
            if start <= a and b <= end:
                yield from _members(text, a, b)
    if pending:
        yield pending


def _is_new_record(text: str, start: int) -> bool:
    return bool(_patterns()["labelled"].search(text, start, start + 12))


def _members(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split an enumeration (“甲投资…的A项目、乙投资…的B项目”) into its members; any other sentence is one."""
    left = start
    for match in MEMBER.finditer(text, start, end):
        told = text[left : match.start()]
        if re.search(r"投资|出资|斥资", told) and re.search(r"[亿万]", told):
            yield left, match.start()
            left = match.end()
    yield left, end


def _deal(context: Context, start: int, end: int, following: tuple[int, int] | None) -> tuple[Draft | None, bool]:
    text = context.text
    project = _project(text, start, end)
    investor = _investor(text, start, end, project) or _that_firm(context, start, end)
    amount = _amount(context, start, end)
    took_next = False
    if following and text[end : end + 1] in "。;" and BACK.match(text, following[0]):
        fresh = _project(text, *following)
        if fresh is None or text[fresh[0] : fresh[1]] in (text[slice(*project)] if project else ""):
            if amount is None:
                amount = _amount(context, *following)
                took_next = amount is not None
            if investor is None and project and (by := _patterns()["by"].search(text, *following)):
                investor, took_next = (by.start("i"), by.end("i")), True
        elif project is None and investor:
            project, took_next = fresh, True
            amount = amount or _amount(context, *following)
    if project is None or (amount is None and investor is None) or not _is_told(text, start, end, investor, amount):
        return None, False
    last = following[1] if took_next and following else end
    return _draft(context, start, last, project, investor, amount), took_next


def _that_firm(context: Context, start: int, end: int) -> tuple[int, int] | None:
    """Return the firm of the sentence before, where this one says “该集团”."""
    that = _patterns()["that"].search(context.text, start, end)
    before = [(a, b) for a, b in context.sentences if b < start and start - b <= 2]
    if not that or not before:
        return None
    named = re.compile(rf"[\u4e00-\u9fffA-Za-z]{{2,14}}?{that['i']}").search(context.text, *before[-1])
    return named.span() if named else None


def _is_told(text: str, start: int, end: int, investor, amount) -> bool:
    # Without an amount only a plain statement of investing or signing makes a deal.
    if amount is not None:
        return True
    return investor is not None and bool(re.search(r"投资(?:建设|打造)|签约|签订|签下|落户|独资|投建", text[start:end]))


def _draft(context: Context, start: int, end: int, project, investor, amount: Draft | None) -> Draft:
    text = context.text
    fields: dict[str, object] = {
        "project": context.quote(context.body, *project),
        "investor": context.quote(context.body, *investor) if investor else None,
        "amount": amount.fields["value"] if amount else None,
        "currency": amount.fields["currency"] if amount else None,
    }
    reasons = []
    if not investor:
        reasons.append("investor_unknown")
    if not amount:
        reasons.append("amount_unknown")
    if "\n" in text[start:end] or "。" in text[start:end]:
        reasons.append("over_two_sentences")
    start = _after_number(text, start)
    return Draft("deal", context.body, start, end, fields, 0.2 + 0.15 * len(reasons), tuple(reasons))


def _after_number(text: str, start: int) -> int:
    match = re.compile(r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.、)]|\([\d一二三四五六七八九十]{1,3}\)|[●■◆·]").match(
        text, start
    )
    return match.end() if match else start


def _project(text: str, start: int, end: int) -> tuple[int, int] | None:
    labelled = _patterns()["labelled"].search(text, start, end)
    if labelled:
        return labelled.start("p"), labelled.end("p")
    item = ITEM.match(text, start)
    heading = HEADING.match(text, item.end(), end) if item else None
    if heading and not VERBAL.search(heading["p"]) and not is_generic(heading["p"]):
        return heading.start("p"), heading.end("p")
    best = None
    for match in _patterns()["project"].finditer(text, start, end):
        if (
            match.end() < end
            and re.match(r"[\u4e00-\u9fff]", text[match.end()])
            and _patterns()["project"].match(text, match.end() - 1)
        ):
            continue
        left = _project_start(text, start, match.start())
        name = text[left : match.end()]
        longer = re.compile(rf"(?:[一二三]期)?{_patterns()['project'].pattern}").match(text, match.end())
        if longer:
            name = text[left : longer.end()]
        after = text[left + len(name) : left + len(name) + 4]
        if len(name) < 5 or is_generic(name) or re.match(r"[\d一二三四五六七八九十两]+[个家所]", after):
            continue
        rank = (
            name.endswith("项目"),
            bool(re.match(r"建设|打造|新建|的|实施", text[max(0, left - 2) : left][-2:])),
            -left,
        )
        if best is None or rank > best[0]:
            best = (rank, (left, left + len(name)))
    return best[1] if best else None


def _project_start(text: str, start: int, end: int) -> int:
    left = end
    while left > start and end - left < 30 and re.match(NAME, text[left - 1]) and text[left - 1] not in "()":
        left -= 1
    for match in _patterns()["edge"].finditer(text, left, end):
        if match.group() in ("区", "县", "规划", "运营", "投资", "计划") and end - match.end() < 4:
            continue
        left = match.end()
    money = re.compile(r"\d[\d.]*[亿万]?元?的?").search(text, left, end)
    return money.end() if money else left


def is_generic(name: str) -> bool:
    """Tell whether a project's name names none in particular."""
    if re.search(
        r"亿元|万元|以上|季度|上半年|下半年|举行|亮相|此次|本次|集中|一批|多个|意向|战略|第一批|首批|有限公司", name
    ):
        return True
    return (
        bool(re.match(r"(?:\d+|[一二三四五六七八九十两]+)[个项]", name))
        or any(
            name.endswith(word) and len(name) - len(word) < 3
            for word in words("deals")["generic_projects"]
            if len(word) > 2
        )
        or name in words("deals")["generic_projects"]
    )


def _investor(text: str, start: int, end: int, project: tuple[int, int] | None) -> tuple[int, int] | None:
    patterns = _patterns()
    for name in ("label", "by", "partners", "party", "with", "subject", "plain"):
        for match in patterns[name].finditer(text, start, end):
            a, b = _clean(text, match.start("i"), match.end("i"))
            said = text[a:b]
            if (
                b - a < 2
                or (said.endswith("项目") or said.startswith("该"))
                or (project and a < project[1] and project[0] < b and name != "label")
            ):
                continue
            if re.search(
                r"项目|总|计划|预计|一期|二期|亿|万|会上|其中|协议|意向|合同|累计|合计|固定|实际|到位|年", said
            ) or said.endswith(("区", "市", "政府", "管委会", "街道")):
                continue
            return a, b
    return None


def _clean(text: str, a: int, b: int) -> tuple[int, int]:
    post = POST.search(text, a + 2, b)
    b = post.start() if post else b
    tail = re.search(r"(?:负责|独资|全资|联合|共同|计划|拟|将)*\Z", text[a:b])
    b -= len(tail.group()) if tail else 0
    for match in re.finditer(alternation(words("deals")["investor_before"]), text[a:b]):
        if b - (a + match.end()) >= 3:
            start = match.end()
            a, text_a = a, start
            return _clean(text, a + text_a, b)
    return a, b


def _amount(context: Context, start: int, end: int) -> Draft | None:
    roles = words("deals")["amount_roles"]
    inside = [d for d in context.of_type("money") if d.strip is context.body and start <= d.start < end]
    for draft in inside:
        if draft.fields.get("role") in roles:
            return draft
    invest = [d for d in inside if not d.fields.get("role") and re.search(r"投|签", context.text[start:end])]
    return invest[0] if len(invest) == 1 and len(inside) == 1 else None


def _from_tables(context: Context) -> Iterator[Draft]:
    firm = _patterns()["firm"]
    for row in rows(context.body):
        amount = row.amount
        project = row.cell("project") or next(
            (c for c in row.cells if longest_end(context.text[c[0] : c[1]], words("deals")["project_endings"])), None
        )
        investor = row.cell("investor") or next(
            (c for c in row.cells if c != project and firm.fullmatch(context.text[c[0] : c[1]])), None
        )
        if project is None or (amount is None and investor is None):
            continue
        fields = {
            "project": context.quote(context.body, *project),
            "investor": context.quote(context.body, *investor) if investor else None,
            "amount": amount[0] if amount else None,
            "currency": amount[1] if amount else None,
        }
        yield Draft(
            "deal",
            context.body,
            row.cells[0][0] if not row.numbered else row.cells[1][0],
            row.cells[-1][1],
            fields,
            0.15,
        )
