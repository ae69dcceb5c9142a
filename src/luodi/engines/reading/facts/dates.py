"""Dates: 3月7日下午, 2025年3月7日, 三月七日, 7日, 6月底前, 2019年, 日前. The year comes from the issue date or the article only."""

import calendar
import re
from datetime import date, timedelta

from ..numerals import number
from ..vocabulary import alternation, words
from .context import Context, Draft
from .tables import rows

NUM = r"(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})"
YEAR = r"(?:(?<!\d)(?:19|20)\d\d|[一二]?[〇零○一二三四五六七八九]{3,4})"
PART = r"(?P<part>上午|下午|晚上|晚间|夜间|凌晨|中午|早上|清晨|傍晚|晚)?"
DAY = re.compile(
    rf"(?:(?P<y>{YEAR})年|(?P<rel>今年|明年|去年))?(?P<m>{NUM})月(?P<d>{NUM})[日号](?!报)"
    rf"(?:\((?:星期|周)(?P<week>[一二三四五六日天])\)|(?:星期|周)(?P<week2>[一二三四五六日天]))?{PART}"
    rf"(?:(?:至|-|—|~|到)(?:(?P<m2>{NUM})月)?(?P<d2>{NUM})[日号])?(?P<due>(?:之)?前)?"
)
DAY_ONLY = re.compile(
    rf"(?:(?<=[,。;:、\n\x1d(])|^)(?P<this>本月)?(?P<d>{NUM})[日号]{PART}(?=[,一-龥])(?!报|期|本|元|间|均)"
)
MONTH = re.compile(
    rf"(?:(?P<y>{YEAR})年|(?P<rel>今年|明年|去年))?(?P<m>{NUM})月(?P<third>上旬|中旬|下旬|份)?(?P<end>底|末)?(?P<due>(?:之)?前)?(?![\d日号])"
)
YEAR_END = re.compile(rf"(?:(?P<y>{YEAR})年|(?P<rel>今年|明年))?(?P<end>年底|年末|底|末)(?P<due>之?前)")
YEAR_ONLY = re.compile(rf"(?P<y>{YEAR})年(?P<due>(?:底|末)?前)?")
VAGUE = re.compile(
    r"(?:(?<=[,。;:\n\x1d)])|^)(?P<word>日前|近日|连日来|不久前|近段时间|前不久|近期|日前)(?=[,一-龥])(?!重要|目标|工作|重点)"
)
RELATIVE = re.compile(rf"(?:(?<=[,。;:\n\x1d)])|^)(?P<word>昨日|昨天|前天|今天|今日){PART}")
RELATIVE_DAYS = {"昨日": 1, "昨天": 1, "前天": 2, "今天": 0, "今日": 0}
AHEAD = re.compile(r"(?:(?<!截)至|(?<![达得])到|将于|定于|拟于|将在|计划于|预计|力争)[,]?\Z")
WEEKDAYS = "一二三四五六日"


def find(context: Context) -> list[Draft]:
    """Find the article's dates in its body."""
    found: list[Draft] = []
    for finder in (_days, _months, _year_ends, _years, _vague, _relative, _days_only):
        for draft in finder(context):
            if not any(_overlap(draft, other) for other in found):
                found.append(draft)
    found.sort(key=lambda draft: draft.start)
    seen: set[object] = set()
    kept = []
    for draft in found:
        key = (draft.fields["value"] or draft.text, draft.fields.get("role"))
        if draft.fields.get("role") == "期限" or key not in seen:
            kept.append(draft)
        seen.add(key)
    return kept


def _days(context: Context) -> list[Draft]:
    found = []
    for match in DAY.finditer(context.text):
        month, day = _int(match["m"]), _int(match["d"])
        due = bool(match["due"]) or _is_due(context, match.start())
        ahead = due or bool(AHEAD.search(context.text, max(0, match.start() - 4), match.start()))
        value, inferred, reasons = resolve(context, _year(context, match), month, day, ahead)
        fields: dict[str, object] = {"value": value}
        if inferred:
            fields["year_inferred"] = True
        if match["part"]:
            fields["part"] = match["part"]
        if match["d2"]:
            until, _, _ = resolve(context, _year(context, match), _int(match["m2"]) or month, _int(match["d2"]), due)
            fields["until"] = until
        week = match["week"] or match["week2"]
        if week:
            fields["weekday"] = "日" if week == "天" else week
        if due:
            fields["role"] = "期限"
        if context.issue_date and value and not ahead and value > context.issue_date.isoformat():
            reasons = (*reasons, "after_issue")
        found.append(_draft(context, match, fields, reasons))
    return found


def _is_due(context: Context, at: int) -> bool:
    """Tell whether a date stands under a deadline's label or column header."""
    label = rf"{alternation(words('tasks')['deadline_labels'])}(?:为|是)?[:\t]\Z"
    if re.search(label, context.text[max(0, at - 12) : at]):
        return True
    return any(cell and cell[0] <= at < cell[1] for cell in (row.cell("deadline") for row in rows(context.body)))


def _days_only(context: Context) -> list[Draft]:
    if context.issue_date is None:
        return []
    found = []
    for match in DAY_ONLY.finditer(context.text):
        day, issue = _int(match["d"]), context.issue_date
        if not 1 <= day <= 31:
            continue
        year, month = issue.year, issue.month
        if day > issue.day and not match["this"]:
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        value = _valid(year, month, day)
        fields: dict[str, object] = {"value": value, "year_inferred": True, "month_inferred": True}
        if match["part"]:
            fields["part"] = match["part"]
        found.append(_draft(context, match, fields, ("month_inferred",)))
    return found


def _months(context: Context) -> list[Draft]:
    found = []
    for match in MONTH.finditer(context.text):
        month = _int(match["m"])
        exact = match["y"] or match["rel"]
        if not 1 <= month <= 12 or not (exact or match["end"] or match["due"]):
            continue
        if not match["end"] and not match["due"] and not match["y"]:
            continue
        due = bool(match["due"])
        if match["end"] or due:
            year = _year(context, match)
            day = calendar.monthrange(year or 2000, month)[1] if match["end"] else 1
            value, inferred, reasons = resolve(context, year, month, day, due)
            if due and not match["end"] and value:
                value = value[:-3]
        else:
            year = _year(context, match)
            value, inferred, reasons = f"{year:04d}-{month:02d}", False, ()
        fields: dict[str, object] = {"value": value}
        if inferred:
            fields["year_inferred"] = True
        if due or match["end"]:
            fields["role"] = "期限"
        found.append(_draft(context, match, fields, (*reasons, "month_only")))
    return found


def _year_ends(context: Context) -> list[Draft]:
    found = []
    for match in YEAR_END.finditer(context.text):
        if not match["y"] and not match["rel"] and not match["end"].startswith("年"):
            continue
        value, inferred, reasons = resolve(context, _year(context, match), 12, 31, True)
        fields: dict[str, object] = {"value": value, "role": "期限"}
        if inferred:
            fields["year_inferred"] = True
        found.append(_draft(context, match, fields, reasons))
    return found


def _years(context: Context) -> list[Draft]:
    found = []
    text = context.text
    for match in YEAR_ONLY.finditer(text):
        before, after = text[max(0, match.start() - 2) : match.start()], text[match.end() : match.end() + 1]
        if after in "度代版底末初" or (after.isdigit() or after in "一二三四五六七八九十〇"):
            continue
        role = {"立于": "成立", "建于": "建成", "设于": "设立", "产于": "投产"}.get(before)
        if before.endswith(("于", "自", "从", "至", "到", "截")) or after in ",。;)、起" or not after:
            fields: dict[str, object] = {"value": str(_int(match["y"]))}
            if role:
                fields["role"] = role
            if match["due"]:
                fields["role"] = "期限"
            found.append(_draft(context, match, fields, ("year_only",)))
    return found


def _vague(context: Context) -> list[Draft]:
    found = [_draft(context, m, {"value": None, "vague": True}, ("vague_date",)) for m in VAGUE.finditer(context.text)]
    return found[:1]


def _relative(context: Context) -> list[Draft]:
    found = []
    for match in RELATIVE.finditer(context.text):
        fields: dict[str, object] = {"value": None, "vague": True}
        if context.issue_date:
            day = context.issue_date - timedelta(days=RELATIVE_DAYS[match["word"]])
            fields = {"value": day.isoformat(), "year_inferred": True}
        if match["part"]:
            fields["part"] = match["part"]
        found.append(_draft(context, match, fields, ("relative_date",)))
    return found[:1]


def resolve(
    context: Context, year: int | None, month: int, day: int, due: bool
) -> tuple[str | None, bool, tuple[str, ...]]:
    """Give a day its year: written, from the issue date (last such day up to it; next one where it is a deadline), or none.

    :return: value, whether the year was inferred, reasons for doubt
    """
    if year is not None:
        value = _valid(year, month, day)
        return value, False, () if value else ("impossible_date",)
    if context.issue_date is not None:
        value = _near(context.issue_date, month, day, due)
        return value, bool(value), () if value else ("impossible_date",)
    if context.year is not None:
        value = _valid(context.year, month, day)
        return value, bool(value), ("year_from_article",) if value else ("impossible_date",)
    value = _valid(2000, month, day)
    return (f"--{value[5:]}" if value else None), False, ("year_unknown",) if value else ("impossible_date",)


def _near(issue: date, month: int, day: int, due: bool) -> str | None:
    # A report looks back up to a year, and forward some weeks at most (an announced day); a deadline looks forward.
    years = (issue.year, issue.year + 1, issue.year - 1) if due else (issue.year, issue.year - 1, issue.year + 1)
    for year in years:
        value = _valid(year, month, day)
        if value is None:
            continue
        ahead = (date.fromisoformat(value) - issue).days
        if (due and -45 <= ahead <= 366) or (not due and -330 <= ahead <= 62):
            return value
    return _valid(issue.year, month, day)


def _year(context: Context, match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    if groups.get("y"):
        return _int(groups["y"])
    shift = {"今年": 0, "明年": 1, "去年": -1}.get(groups.get("rel") or "")
    base = context.issue_date.year if context.issue_date else context.year
    return base + shift if shift is not None and base else None


def _valid(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except (ValueError, TypeError, OverflowError):
        return None


def _int(text: str | None) -> int:
    value = number(text) if text else None
    return int(value) if value is not None else 0


def _draft(context: Context, match: re.Match[str], fields: dict[str, object], reasons: tuple[str, ...]) -> Draft:
    doubt = 0.05 + 0.25 * len(set(reasons) - {"year_only"})
    return Draft("date", context.body, match.start(), match.end(), fields, min(doubt, 0.9), reasons)


def _overlap(a: Draft, b: Draft) -> bool:
    return a.strip is b.strip and a.start < b.end and b.start < a.end
