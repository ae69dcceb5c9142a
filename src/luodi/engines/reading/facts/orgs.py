"""Organisations by what they did: reported, deployed, explained, spoke, were paid, took a plan, are responsible."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from ..lines import ITEM, label_words
from ..vocabulary import alternation, words
from .context import Context, Draft
from .tables import rows
from .unit_lists import SPLIT, has_suffix, is_generic, items, left_edge

BETWEEN = re.compile(
    r"(?:分别|先后|依次|还|现场|共同|则|上台|逐一|详细|集中|联合|负责人|主要负责人|主要负责同志|负责同志|党政主要负责人|党政负责人|相关负责同志|企业代表|代表|主要领导|有关负责人|相关负责人|等?(?:\d+|[一二三四五六七八九十两]+)家?个?单位)*"
    r"(?:(?:就|围绕|结合|对|从|针对|在)[^,。;:]*)?\Z"
)
DOING = re.compile(
    r"(?<!工)(?:作了|做了|进行了|作|做|进行)(?P<how>(?:工作|[^,。;:、作做]){0,22}?)(?P<what>发言|交流|部署|汇报|解读|通报|说明|介绍|表态|推介|分享|安排)"
)
DONE = {
    "发言": "交流发言",
    "交流": "交流发言",
    "介绍": "交流发言",
    "分享": "交流发言",
    "表态": "表态发言",
    "安排": "部署",
}
LISTENED = re.compile(r"听取(?:并审议)?了?(?P<list>[^,。;:\n\x1d]{3,90}?)(?:\x1d|(?:汇报|报告|述职)(?!时))")
ABOUT = re.compile(
    r"(?:关于|就(?!业)|有关|的|等\S{0,8}[个家]|\d{4}年).*\Z|(?:工作|专题|情况|年度|全年|个人|书面|口头|今年|上半年|前三季度)+\Z"
)
LABELLED_END = re.compile(
    r"[;。,)\n\t\x1d]|(?=(?:完成时限|办结时限|时限|完成时间|完成期限|整改时限|截止|牵头|责任|配合|协办|时间)[^,;。]{0,4}:)"
)
BRACKETED = re.compile(r"\((?P<list>[^()。:\n]{2,60})\)")
CHARGED = re.compile(r"(?P<list>[^,。;:\n\x1d\t()]{3,40}?)(?:须|要|应|必须|务必|需)?(?:在|于)?\Z")
WORKING = re.compile(r"工作")
TOLD = re.compile(r"(?:由|请|责成|督促)?")
UNIT = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,12}?(?:管委会|委员会|督查室|办公室|分局|局|办|街道|镇|乡|中心|委|部|署|支队|大队|法院|检察院|工商联)"
    r"|(?:区|市|县)[\u4e00-\u9fff]{2,8}?(?:集团|公司))(?![\u4e00-\u9fff]{0,2}(?:局|办|部|委|集团|公司)(?:牵头|负责|、|,|会同|按|于|要|须))"
)
JOINT = re.compile(r"、|会同|联合|协同|配合|和|牵头,|牵头、|负责,")
OBLIGED = re.compile(
    r"(?:(?<=[,。;:\n\x1d])|^)(?:下一步,|并|同时)?(?P<list>[\u4e00-\u9fff、]{3,36}?)(?:要(?![求点素件])|须|必须|务必)"
)
LISTED = re.compile(
    r"(?:(?<=[,。;:\n\x1d])|^)(?:由|请|并|同时|当天)?(?P<list>(?:[\u4e00-\u9fff]{2,9}(?:局|办|街道|镇|管委会|工商联|集团|银行)、)+"
    r"[\u4e00-\u9fff]{2,9}?(?:局|办|街道|镇|管委会|工商联|集团|银行)(?!长|副|党|主|办|局))"
)
ATTENDING = re.compile(r"以?及|和|与|等?[^,。;]{0,24}(?:参加|出席|列席|参会|陪同)")
SHARP = ("作", "做", "进行", "签", "递", "立", "获", "被", "荣", "分享", "上台")


@cache
def _roles() -> tuple[re.Pattern[str], dict[str, str], re.Pattern[str], dict[str, str]]:
    after = {wording: role for role, listed in words("organisations")["roles_after"].items() for wording in listed}
    labels = {wording: role for role, listed in words("organisations")["labels"].items() for wording in listed}
    labelled = re.compile(rf"(?:(?<=[\n\t(;,。])|^)\s*(?P<label>{alternation(labels)})(?:为|是)?[:\t]")
    return re.compile(alternation(after)), after, labelled, labels


def find(context: Context) -> list[Draft]:
    """Find organisations with roles in the article's body; each name once per role."""
    found = [
        *_listened(context), *_after(context), *_of_counts(context), *_labelled(context), *_bracketed(context),
        *_charged(context), *_obliged(context), *_listed(context), *_of_rows(context), *_of_items(context),
    ]  # fmt: skip
    found.sort(key=lambda draft: (draft.start, draft.doubt))
    seen: set[tuple[str, str]] = set()
    kept: list[Draft] = []
    for draft in found:
        key = (draft.fields["name"], draft.fields["role"])
        if key in seen or any(draft.start < other.end and other.start < draft.end for other in kept):
            continue
        kept.append(draft)
        seen.add(key)
    return kept


def _listened(context: Context) -> Iterator[Draft]:
    for match in LISTENED.finditer(context.text):
        if "总书记" in context.text[max(0, match.start() - 8) : match.start()]:
            continue
        about = ABOUT.search(match["list"])
        end = match.start("list") + (about.start() if about else len(match["list"]))
        yield from items(context, match.start("list"), end, "汇报")


def _after(context: Context) -> Iterator[Draft]:
    """Read lists before a verb of role: “甲、乙作交流发言”, “丙解读了…”."""
    wording, roles, _, _ = _roles()
    text = context.text
    hits = [
        (m.start(), m.end(), roles[m.group()]) for m in wording.finditer(text) if not WORKING.match(text, m.start() - 1)
    ]
    hits += [(m.start(), m.end(), _doing(m)) for m in DOING.finditer(text)]
    last = 0
    for at, after, told in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        role = _role(text, after, told)
        if at < last or role is None:
            continue
        left = left_edge(text, at, last)
        between = BETWEEN.search(text, left, at)
        end = between.start() if between else at
        if end <= left or not (text.startswith(SHARP, at) or has_suffix(text[max(left, end - 12) : end])):
            continue
        drafts = list(items(context, left, end, role))
        if drafts:
            last = after
        yield from drafts


def _doing(match: re.Match[str]) -> str:
    if "表态" in match["how"]:
        return "表态发言"
    return DONE.get(match["what"], match["what"])


def _role(text: str, after: int, told: str) -> str | None:
    """Settle the role by what follows the verb; None where the verb makes no role here."""
    if text.startswith(("人", "制"), after):
        return None
    if told == "召开" and re.search(r"[镇乡村](?:召开|举行|举办)了?\Z", text[max(0, after - 4) : after]):
        return None
    if told == "牵头" and re.match(r"发起|成立|设立|组建", text[after : after + 2]):
        return None
    if told == "部署牵头":
        return told if "牵头" in text[after : after + 50] else "部署"
    if told != "签订责任书":
        return told
    what = re.split(r"[,。;\n]", text[after : after + 30])[0]
    if re.search(r"责任书|责任状|军令状|任务书|承诺书|计划书|目标书", what):
        return told
    return (
        "签订协议"
        if re.search(r"协议|备忘录|合作意向", what) and not re.search(r"投资协议|项目协议|征收", what)
        else None
    )


def _of_counts(context: Context) -> Iterator[Draft]:
    """Read the names given with a count: “甲、乙等24家企业”, “甲、乙和丙三家单位”, “3家企业:甲、乙、丙”."""
    for count in context.of_type("count"):
        if count.strip is not context.body:
            continue
        named = _named(context, count)
        if not named:
            continue
        count.fields["named"] = [item.fields["name"] for item in named]
        count.fields["named_of"] = f"{len(named)}/{count.fields['value']}"
        units = r"单位|企业|部门|机构|公司|街道|平台|党组|银行|院校|高校|商会"
        if count.fields["measure"] == "家" or re.search(units, str(count.fields["object"])):
            yield from named


def _named(context: Context, count: Draft) -> list[Draft]:
    text = context.text
    role = str(count.fields.get("relation", ""))
    before = text[count.start - 1 : count.start]
    left = left_edge(text, count.start)
    if before == "等":
        return list(items(context, left, count.start - 1, role, sure=True))
    if left < count.start and "、" in text[left : count.start]:
        parts = SPLIT.split(text[left : count.start])
        if len(parts) <= count.fields["value"] and has_suffix(parts[-1]):
            return list(items(context, left, count.start, role))
    if left < count.start and count.fields["measure"] == "家" and _ends_short(text[left : count.start]):
        found = list(items(context, left, count.start, role, sure=True))
        if len(found) == count.fields["value"]:
            return found
    listed = re.compile(r"[:(]|,?(?:包括|分别是|分别为|即)").match(text, count.end)
    stop = re.compile(r"[。;)\n\x1d]|,(?!包括)").search(text, listed.end()) if listed else None
    found = list(items(context, listed.end(), stop.start(), role)) if listed and stop else []
    return found if len(found) > 1 else []


def _ends_short(segment: str) -> bool:
    parts = segment.split("、")
    return len(parts) > 1 and all(2 <= len(part) <= 8 for part in parts[1:])


def _labelled(context: Context) -> Iterator[Draft]:
    _, _, labelled, labels = _roles()
    text = context.text
    for match in labelled.finditer(text):
        stop = LABELLED_END.search(text, match.end())
        end = stop.start() if stop else len(text)
        if end - match.end() <= 80 and not _is_label(text[match.end() : end]):
            yield from items(context, match.end(), end, labels[match["label"]], sure=True)


def _is_label(text: str) -> bool:
    return text in label_words() or ("、" not in text and is_generic(text))


def _bracketed(context: Context) -> Iterator[Draft]:
    """Read bare unit lists in brackets: “(金融办、住建局)”, “(区住建局、区城投公司,9月30日前)”."""
    for match in BRACKETED.finditer(context.text):
        listed = match["list"].partition(",")[0]
        parts = [part for part in SPLIT.split(listed) if part]
        if parts and all(has_suffix(part) for part in parts) and (len(parts) > 1 or _is_unit(parts[0])):
            yield from items(context, match.start("list"), match.start("list") + len(listed), "责任单位")


def _is_unit(name: str) -> bool:
    return name.endswith(("局", "办", "街道", "委", "镇", "乡", "中心")) and len(name) <= 10


def _charged(context: Context) -> Iterator[Draft]:
    """Read units that stand right before a deadline: “区财政局须在4月18日前…”."""
    for due in context.of_type("date"):
        if due.strip is not context.body or due.fields.get("role") != "期限":
            continue
        left = left_edge(context.text, due.start)
        match = CHARGED.match(context.text[left : due.start])
        if match and has_suffix(match["list"]):
            yield from items(context, left, left + match.end("list"), "责任单位")


def _obliged(context: Context) -> Iterator[Draft]:
    """Read units that are told to do something: “区水利局要…”, “区住建局、区城管局须…”."""
    for match in OBLIGED.finditer(context.text):
        parts = match["list"].split("、")
        if all(has_suffix(part) for part in parts):
            yield from items(context, match.start("list"), match.end("list"), "责任单位")


def _listed(context: Context) -> Iterator[Draft]:
    """Read bare lists of government units whatever they did; the role is then the predicate that follows."""
    for match in LISTED.finditer(context.text):
        if ATTENDING.match(context.text, match.end()):
            continue
        parts = match["list"].split("、")
        if all(has_suffix(part) and not is_generic(part) for part in parts):
            said = re.match(
                r"(?:等(?:部门|单位|\d+[个家]\S{2})?)?([\u4e00-\u9fff]{2,10})?", context.text[match.end() :]
            )
            for draft in items(context, match.start("list"), match.end("list"), (said.group(1) if said else "") or ""):
                yield replace(draft, doubt=0.4, reasons=("role_unknown",))


def _of_rows(context: Context) -> Iterator[Draft]:
    for row in rows(context.body):
        for meaning, role in (("unit", "责任单位"), ("support", "配合")):
            if cell := row.cell(meaning):
                yield from items(context, *cell, role, sure=True)


def _of_items(context: Context) -> Iterator[Draft]:
    """Read the units that an item of a follow-up list begins with: “由区行政审批局会同区自然资源分局,于6月10日前…”."""
    if context.kind == "签约":
        return
    text = context.text
    for start, end in context.paragraphs:
        item = ITEM.match(text, start)
        if not item:
            continue
        told = TOLD.match(text, item.end())
        at = told.end() if told else item.end()
        while (unit := UNIT.match(text, at, end)) and not is_generic(unit["name"]):
            a, b = unit.span("name")
            yield Draft("org", context.body, a, b, {"name": context.quote(context.body, a, b), "role": "责任单位"}, 0.2)
            joint = JOINT.match(text, b)
            if not joint:
                break
            at = joint.end()
