"""Organisations by what they did: reported, deployed, explained, spoke, were paid, took a plan, are responsible."""

import re
from collections.abc import Iterator
from functools import cache

from ..vocabulary import alternation, longest_start, words
from .context import Context, Draft

SPLIT = re.compile(r"、|以及|及(?!时)|和(?!平|谐)|与")
BETWEEN = re.compile(
    r"(?:分别|先后|依次|还|现场|共同|则|上台|逐一|详细|集中|联合|负责人|主要负责人|有关负责人|相关负责人)*(?:(?:就|围绕|结合|对|从|针对)[^,。;:]*)?\Z"
)
LISTENED = re.compile(
    r"听取(?:了|并审议了?)?(?P<list>[^,。;:\n\x1d]{3,90}?)(?:\x1d|(?:等?(?:[\d五六七八九三四两]+[个家]\S{0,6})?)?(?:的|关于)?[^,。;:、]{0,12}?(?:汇报|报告|述职)(?!时))"
)
LABELLED_END = re.compile(
    r"[;。,)\n\t\x1d]|(?=(?:完成时限|办结时限|时限|完成时间|完成期限|整改时限|截止|牵头|责任|配合|协办|时间)[^,;。]{0,4}:)"
)
BRACKETED = re.compile(r"\((?P<list>[^()。:\n\d]{2,60})\)")


@cache
def _roles() -> tuple[re.Pattern[str], dict[str, str], re.Pattern[str], dict[str, str]]:
    after = {wording: role for role, listed in words("organisations")["roles_after"].items() for wording in listed}
    labels = {wording: role for role, listed in words("organisations")["labels"].items() for wording in listed}
    labelled = re.compile(rf"(?:(?<=[\n\t(;,。])|^)\s*(?P<label>{alternation(labels)})(?:为|是)?[:\t](?P<list>)")
    return re.compile(alternation(after)), after, labelled, labels


def find(context: Context) -> list[Draft]:
    """Find organisations with roles in the article's body; each name once."""
    found = [*_listened(context), *_after(context), *_of_counts(context), *_labelled(context), *_bracketed(context)]
    found.sort(key=lambda draft: draft.start)
    seen: set[tuple[str, str]] = set()
    kept = []
    for draft in found:
        key = (draft.fields["name"], draft.fields["role"])
        if key not in seen:
            kept.append(draft)
        seen.add(key)
    return kept


def _listened(context: Context) -> Iterator[Draft]:
    for match in LISTENED.finditer(context.text):
        if "总书记" in context.text[max(0, match.start() - 8) : match.start()]:
            continue
        yield from _items(context, match.start("list"), match.end("list"), "汇报")


def _after(context: Context) -> Iterator[Draft]:
    wording, roles, _, _ = _roles()
    text = context.text
    last_end = 0
    for match in wording.finditer(text):
        left = match.start()
        while left > last_end and text[left - 1] not in ",。;:!?\n\x1d\t()":
            left -= 1
        between = BETWEEN.search(text, left, match.start())
        end = between.start() if between else match.start()
        role = roles[match.group()]
        if role == "签订责任书":
            role = _signed(text, match.end())
        if role is None or text.startswith(("人", "制"), match.end()):
            continue
        if role == "部署牵头" and "牵头" not in text[match.end() : match.end() + 50]:
            role = "部署"
        sharp = match.group().startswith(("作", "做", "签", "递", "立", "获", "被", "荣", "分享", "上台"))
        if end > left and (sharp or has_suffix(text[max(left, end - 12) : end])):
            drafts = list(_items(context, left, end, role))
            if drafts:
                last_end = match.end()
            yield from drafts


def _signed(text: str, at: int) -> str | None:
    """Tell what was signed: a target plan, an agreement, or nothing that makes the signer a party."""
    what = re.split(r"[,。;\n]", text[at : at + 30])[0]
    if re.search(r"责任书|军令状|任务书|承诺书|计划书|目标书", what):
        return "签订责任书"
    return "签订协议" if re.search(r"合作协议|框架协议|备忘录|合作意向", what) else None


def _of_counts(context: Context) -> Iterator[Draft]:
    """Read the names given as examples of a count (“甲、乙等24家企业”, “3家企业:甲、乙、丙”)."""
    text = context.text
    for count in context.of_type("count"):
        if count.strip is not context.body:
            continue
        if text[: count.start].endswith("等"):
            left = count.start - 1
            while left > 0 and text[left - 1] not in ",。;:!?\n\x1d\t()":
                left -= 1
            items = list(_items(context, left, count.start - 1, str(count.fields.get("relation", "")), sure=True))
        else:
            listed = re.compile(r"[:(]|,?(?:包括|分别是|分别为|即)").match(text, count.end)
            stop = re.compile(r"[。;)\n\x1d]|,(?!包括)").search(text, listed.end()) if listed else None
            if not listed or not stop:
                continue
            items = list(_items(context, listed.end(), stop.start(), str(count.fields.get("relation", "")), sure=False))
            items = items if len(items) > 1 else []
        if not items:
            continue
        count.fields["named"] = [item.text for item in items]
        count.fields["named_of"] = f"{len(items)}/{count.fields['value']}"
        if count.fields["measure"] == "家" or re.search(
            r"单位|企业|部门|机构|公司|街道|平台|党组|银行|院校|高校", str(count.fields["object"])
        ):
            yield from items


def _labelled(context: Context) -> Iterator[Draft]:
    _, _, labelled, labels = _roles()
    text = context.text
    for match in labelled.finditer(text):
        stop = LABELLED_END.search(text, match.end())
        end = stop.start() if stop else len(text)
        if end - match.end() <= 80:
            yield from _items(context, match.end(), end, labels[match["label"]], sure=True)


def _bracketed(context: Context) -> Iterator[Draft]:
    for match in BRACKETED.finditer(context.text):
        parts = [part for part in SPLIT.split(match["list"]) if part]
        if parts and all(has_suffix(part) for part in parts) and (len(parts) > 1 or _is_unit(parts[0])):
            yield from _items(context, match.start("list"), match.end("list"), "责任单位")


def _is_unit(name: str) -> bool:
    return name.endswith(("局", "办", "街道", "委", "镇", "乡", "中心")) and len(name) <= 10


def _items(context: Context, start: int, end: int, role: str, sure: bool = False) -> Iterator[Draft]:
    text = context.text
    start = skip_lead_ins(text, start, end)
    parts = list(split(text, start, end))
    if not parts:
        return
    parts = [(a, _without_count(text, a, b)) for a, b in parts]
    suffixed = [has_suffix(text[a:b]) for a, b in parts]
    if not any(suffixed) and not (sure and all(2 <= b - a <= 16 for a, b in parts)):
        return
    for (a, b), good in zip(parts, suffixed, strict=True):
        name = text[a:b]
        if is_generic(name) or not _is_name(name) or (not good and len(parts) == 1 and not sure):
            continue
        yield Draft(
            "org",
            context.body,
            a,
            b,
            {"name": name, "role": role},
            0.1 if good else 0.35,
            () if good else ("no_known_suffix",),
        )


def skip_lead_ins(text: str, start: int, end: int) -> int:
    """Return where an organisation's name begins after words like 会上, 由, 向, 听取了."""
    while lead := longest_start(text[start:end], words("organisations")["lead_ins"]):
        start += len(lead)
    first = text[start:end].partition("、")[0]
    by = max(first.rfind(word) for word in ("由", "向", "听取", "邀请", "授予"))
    if by > 0 and len(first) - by > 3:
        start += by + (2 if first[by] in "听邀授" else 1)
    elif re.match(r"\S{2,10}?与(?=\S)", first) and not has_suffix(first.partition("与")[0]):
        start += first.index("与") + 1
    role = None
    for match in _roles()[0].finditer(text, start, end):
        if match.end() < end and text[match.end()] in "、,":
            role = match
    return role.end() + 1 if role else start


def _without_count(text: str, a: int, b: int) -> int:
    """Cut “等7家单位” off the last name of a list."""
    tail = re.compile(r"等(?:[\d一二三四五六七八九十两多]+余?[个家名]\S*|有关单位|单位|部门|企业)?\Z").search(text, a, b)
    return tail.start() if tail else b


def split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split a list of names at 、 and 和 (where both sides can stand alone)."""
    left = start
    for match in SPLIT.finditer(text, start, end):
        if match.group() != "、" and not (
            has_suffix(text[left : match.start()]) or is_generic(text[left : match.start()])
        ):
            continue
        if match.start() > left:
            yield left, match.start()
        left = match.end()
    if left < end:
        yield left, end


def has_suffix(name: str) -> bool:
    """Tell whether a name ends as organisations' names do."""
    return len(name) >= 3 and any(
        name.endswith(suffix) and len(name) > len(suffix) for suffix in words("organisations")["suffixes"]
    )


def is_generic(name: str) -> bool:
    """Tell whether a word names no organisation in particular (相关街道, 国企)."""
    vocabulary = words("organisations")
    if re.match(r"[\d一二三四五六七八九十百两多数]+余?[个家名位所]", name) or name.endswith(("区", "市", "县", "省", "州", "州市")):
        return True
    return name in vocabulary["generic_whole"] or any(name.startswith(word) for word in vocabulary["generic"])


def _is_name(name: str) -> bool:
    return 2 <= len(name) <= 24 and not re.search(r"[,。;:!?()\d]{2,}|[了的]|进一步|加快|推动|工作", name)
