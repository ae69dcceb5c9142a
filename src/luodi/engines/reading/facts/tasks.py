"""Tasks: items of follow-up lists, sentences with a unit or a deadline, and demands of speeches that say something concrete."""

import re
from collections.abc import Iterator
from functools import cache

from ..lines import ITEM
from ..vocabulary import alternation, words
from .context import Context, Draft
from .tables import rows
from .turns import Turn, speaker_at, turns

FRAME = re.compile(
    r"(?:紧紧|始终|要|切实|更加|牢牢)*(?:围绕|锚定|聚焦|以[^,]*为|按照|根据|对标|坚持|牢固树立|深入贯彻|学习贯彻|践行|立足|为|让|使|对[^,]{2,8}增强|充分认识|深刻|推动有效|面对|随着|通过|不断|努力|奋力|增强|鼓励|肯定|保持|发扬|持续展现|生动|营造|厚植)"
)
PAST = re.compile(
    r"过去|去年|今年以来|近年来|一年来|前期|刚刚过去|今年前|前[\d一二三四五六七八九十]+个月|上半年|一季度以来|截至"
)
RESPONSIBLE = ("牵头", "责任单位", "配合")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    vocabulary = words("tasks")
    return (
        re.compile(alternation(vocabulary["concrete"])),
        re.compile(alternation(vocabulary["slogans"])),
        re.compile(alternation(vocabulary["indicators"])),
        re.compile(alternation(vocabulary["weak_concrete"])),
    )


def find(context: Context) -> list[Draft]:
    """Find the article's tasks; `named_assignee` says whether somebody, something or some day is named."""
    spoken = turns(context)
    found: list[Draft] = []
    for draft in (*_rows(context), *_items(context, spoken), *_assigned(context, spoken), *_demanded(context, spoken)):
        if not any(draft.start < other.end and other.start < draft.end for other in found):
            found.append(draft)
    return sorted(found, key=lambda draft: draft.start)


def _rows(context: Context) -> Iterator[Draft]:
    for row in rows(context.body):
        task = row.cell("task") or (row.cell("project") if row.cell("unit") else None)
        if task and (row.cell("unit") or row.cell("deadline")):
            yield _draft(context, task[0], row.cells[-1][1], None, context.text[task[0] : task[1]])


def _items(context: Context, spoken: list[Turn]) -> Iterator[Draft]:
    """Read a follow-up list: numbered paragraphs with a unit or a deadline; their label lines belong to them."""
    text = context.text
    paragraphs = list(context.paragraphs)
    for number, (start, end) in enumerate(paragraphs):
        item = ITEM.match(text, start)
        if not item:
            continue
        last = end
        for a, b in paragraphs[number + 1 :]:
            if ITEM.match(text, a) or not _is_label_line(text[a:b]):
                break
            last = b
        if _units(context, start, last, labelled=True) or _deadline(context, start, last):
            yield _draft(context, item.end(), last, speaker_at(spoken, start), _action(text[item.end() : end]))


def _is_label_line(text: str) -> bool:
    labels = [label for listed in words("organisations")["labels"].values() for label in listed]
    return bool(re.match(rf"\(?{alternation([*labels, *words('tasks')['deadline_labels']])}[:为]", text))


def _action(text: str) -> str:
    labels = [label for listed in words("organisations")["labels"].values() for label in listed]
    cut = re.search(rf"[(,;。:]?\s*{alternation([*labels, *words('tasks')['deadline_labels']])}[:为]", text)
    action = text[: cut.start()] if cut else text
    return action.strip("(。;,")


def _assigned(context: Context, spoken: list[Turn]) -> Iterator[Draft]:
    """Read sentences in which a unit is made responsible, or that were deployed as 牵头 tasks."""
    text = context.text
    for start, end in _stretches(context):
        units = [d for d in context.of_type("org") if start <= d.start < end]
        led = [d for d in units if d.fields["role"] == "部署牵头"]
        if led:
            stop = re.compile(r"任务|工作").search(text, led[-1].end, end)
            clause_end = context.clause_at(led[-1].end)[1]
            yield _draft(
                context,
                led[0].start,
                max(stop.end() if stop else 0, clause_end),
                None,
                text[led[-1].end : clause_end],
                led,
            )
            continue
        responsible = [d for d in units if d.fields["role"] in RESPONSIBLE]
        speaker = speaker_at(spoken, start)
        if (responsible and context.kind != "签约") or (speaker and _deadline(context, start, end)):
            begin = _after_speech(text, start, end)
            yield _draft(context, begin, end, speaker, text[begin:end])


def _stretches(context: Context) -> Iterator[tuple[int, int]]:
    """Yield the sentences, cut before “各街道要…”, which is a task of its own."""
    for start, end in context.sentences:
        left = start
        for match in EACH.finditer(context.text, start, end):
            if match.start() > left and context.text[match.start() - 1] == ",":
                yield left, match.start() - 1
                left = match.start()
        yield left, end


def _after_speech(text: str, start: int, end: int) -> int:
    match = re.compile(r"[^,]{2,20}(?:指出|强调|要求|明确|议定|确定|决定|提出|表示)[,:]").match(text, start, end)
    return match.end() if match else start


def _demanded(context: Context, spoken: list[Turn]) -> Iterator[Draft]:
    """Read the concrete demands of speeches, clause by clause; vague clauses before one are its context."""
    for turn in spoken:
        for start, end in context.sentences:
            if start >= turn.end or end <= turn.start or PAST.match(context.text, max(start, turn.start)):
                continue
            yield from _demands_in(context, max(start, turn.start), min(end, turn.end), turn)


def _demands_in(context: Context, start: int, end: int, turn: Turn) -> Iterator[Draft]:
    text = context.text
    pending: int | None = None
    taken: tuple[int, int, bool] | None = None
    for a, b in [c for c in context.clauses if start <= c[0] and c[1] <= end]:
        said = text[a:b]
        framing = bool(FRAME.match(said))
        if taken and _same_charge(text, taken, a, said):
            taken = (taken[0], b, taken[2])
            continue
        if not framing and _is_concrete(context, a, b, said, turn.demanding):
            sharp = _is_target(context, a, b, said, turn.demanding)
            if taken and _goes_on(taken, a, b, said, sharp):
                taken = (taken[0], b, sharp)
            else:
                if taken:
                    yield _draft(context, taken[0], taken[1], turn.speaker, text[taken[0] : taken[1]])
                taken = (pending if pending is not None else a, b, sharp)
            pending = None
            continue
        if taken:
            yield _draft(context, taken[0], taken[1], turn.speaker, text[taken[0] : taken[1]])
            taken = None
        if framing or _patterns()[1].search(said):
            pending = None
        elif pending is None or said.startswith("要"):
            pending = a
    if taken:
        yield _draft(context, taken[0], taken[1], turn.speaker, text[taken[0] : taken[1]])


def _same_charge(text: str, taken: tuple[int, int, bool], a: int, said: str) -> bool:
    """Tell whether a clause goes on with what “各街道要…” began."""
    begun = EACH.match(text, taken[0])
    return bool(begun) and a - taken[1] == 1 and not said.startswith("要") and not EACH.match(said)


def _goes_on(taken: tuple[int, int, bool], a: int, b: int, said: str, sharp: bool) -> bool:
    """Tell whether a concrete clause belongs to the task before it: two short ones, or two targets with figures."""
    if a - taken[1] != 1 or said.startswith("要") or EACH.match(said):
        return False
    return (b - a <= 11 and taken[1] - taken[0] <= 11) or (sharp and taken[2])


def _is_target(context: Context, start: int, end: int, said: str, demanding: bool) -> bool:
    """Tell whether a clause demands a figure."""
    if not demanding or "去年" in said:
        return False
    figures = [
        d for d in context.of_type("count", "quantity", "money") if d.strip is context.body and start <= d.start < end
    ]
    return bool(figures) and bool(TARGET.search(said))


TARGET = re.compile(
    r"不少于|实际使用|确保|力争|完成|实现|达到|新增|新开工|开工|引进|建成|盘活|供应|不低于|不少于|培育|落地|签约|化解|整改"
)
EACH = re.compile(
    r"(?P<who>(?:各|相关|有关)(?!项)[\u4e00-\u9fff]{1,6}(?:、各?[\u4e00-\u9fff]{2,4})*?)(?:要(?!求)|须|应(?!急|用)|必须)"
)


def _is_concrete(context: Context, start: int, end: int, said: str, demanding: bool) -> bool:
    concrete, slogan, indicator, weak = _patterns()
    if len(said) < 6 or len(said) > 70:
        return False
    if indicator.search(said) and re.search(r"指标|条款|达到|增长|提升|确保|实现|完成|低于|准入", said):
        return True
    if _is_target(context, start, end, said, demanding):
        return True
    if _deadline(context, start, end) or EACH.match(said):
        return True
    named = any(d.strip is context.body and start <= d.start < end for d in context.of_type("named"))
    if (named or concrete.search(said)) and not slogan.search(said):
        return True
    return len(set(weak.findall(said))) >= 3 and not slogan.search(said)


def _deadline(context: Context, start: int, end: int) -> Draft | None:
    dates = [d for d in context.of_type("date") if d.strip is context.body and start <= d.start < end]
    dues = [d for d in dates if d.fields.get("role") == "期限"]
    if dues:
        return dues[0]
    label = re.compile(alternation(words("tasks")["deadline_labels"]))
    return next((d for d in dates if label.search(context.text, max(start, d.start - 10), d.start)), None)


def _units(context: Context, start: int, end: int, labelled: bool = False) -> list[Draft]:
    return [
        d
        for d in context.of_type("org")
        if start <= d.start < end and (not labelled or d.fields["role"] in RESPONSIBLE)
    ]


def _draft(
    context: Context, start: int, end: int, speaker: str | None, action: str, units: list[Draft] | None = None
) -> Draft:
    text = context.text
    while end > start and text[end - 1] in "。;,、:":
        end -= 1
    found = units if units is not None else _units(context, start, end, labelled=True)
    deadline = _deadline(context, start, end)
    indicators = [word for word in words("tasks")["indicators"] if word in text[start:end]]
    each = EACH.search(text, start, end)
    everybody = each["who"] if each else words("tasks")["everybody"]
    fields: dict[str, object] = {
        "assignee": "、".join(dict.fromkeys(d.fields["name"] for d in found)) or everybody,
        "action": re.sub(r"^(?:要|切实|进一步)+", "", action.replace("\n", "")),
        "named_assignee": bool(found or deadline or indicators),
    }
    impersonal = ("大家", "代表团", "代表团一行", "与会人员", "双方")
    if speaker and speaker not in impersonal:
        fields["demanded_by"] = speaker
    if deadline:
        fields["deadline"] = deadline.fields["value"]
    if indicators:
        fields["indicators"] = indicators
    doubt = 0.2 if found or deadline else 0.5
    return Draft("task", context.body, start, end, fields, doubt, () if found or deadline else ("speech_demand",))
