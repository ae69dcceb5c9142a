"""What forms send, read into the shapes that operations take; each line that is not understood is named."""

import re
from datetime import date
from decimal import Decimal

from django.http import HttpRequest

from luodi.agreements.operations import Head, NewDuty, NewPayment, NewPeriod, NewStage, NewTerm, Party, Source
from luodi.values.money import Money
from luodi.values.refusal import Refusal
from luodi.values.spoken import number
from luodi.values.spoken_dates import parse_day
from luodi.values.width import half_width

ROWS = 12
SPLIT = re.compile(r"[\s,，;；]+")
PERIOD_FORM = ("写成“2026-01-01~2027-01-01 3000万元 2027-03-31”，里程碑只写日期", "write “2026-01-01~2027-01-01 3000万元 2027-03-31”, a milestone as its day only")  # fmt: skip
STAGE_FORM = (
    "写成“30% 开工证明 2026-12-31”，日期可省",
    "write “30% what is shown 2026-12-31”; the day may be left out",
)


class LineNotUnderstood(Refusal):
    """A line of a form is not of its form. Params: line, form, form_en."""

    code = "agreement_line_not_understood"


class DayMissing(Refusal):
    """A day was left empty. Params: what, what_en."""

    code = "agreement_day_missing"


def text(request: HttpRequest, name: str, longest: int = 300) -> str:
    """Give an entered text, cut to its length."""
    return request.POST.get(name, "").strip()[:longest]


def whole(request: HttpRequest, name: str) -> int | None:
    """Give an entered id or number, None for anything else."""
    given = half_width(request.POST.get(name, "")).strip()
    return int(given) if given.isascii() and given.isdigit() and len(given) < 18 else None


def day(given: str) -> date | None:
    """Read an entered day; None for none."""
    return parse_day(given) if given.strip() else None


def needed_day(request: HttpRequest, name: str, what: str, what_en: str) -> date:
    """Read an entered day that has to be there.

    :raises DayMissing: if it is not
    """
    found = day(request.POST.get(name, ""))
    if found is None:
        raise DayMissing(what=what, what_en=what_en)
    return found


def source(request: HttpRequest) -> Source:
    """Give the text that was entered, or the file that was uploaded; the file if there are both."""
    file = request.FILES.get("file")
    if file is not None:
        return Source(data=file.read(), file_name=file.name or "file")
    return Source(text=request.POST.get("text", ""))


def head(request: HttpRequest) -> Head:
    """Read the head of an agreement."""
    stated = text(request, "amount", 40)
    rate = text(request, "rate", 20)
    return Head(
        title=text(request, "title", 200), number=text(request, "number", 60), parties=parties(request),
        scope=text(request, "scope", 2000), valid_from=day(text(request, "valid_from", 20)),
        valid_to=day(text(request, "valid_to", 20)), amount=Money.parse(stated, "万元") if stated else None,
        rate=number(rate) if rate else None, rate_date=day(text(request, "rate_date", 20)),
        data_class=text(request, "data_class", 10) or "sensitive",
    )  # fmt: skip


def parties(request: HttpRequest) -> tuple[Party, ...]:
    """Read both sides, one name a line."""
    found = []
    for name, side, role in (("district", "district", "甲方"), ("firm", "firm", "乙方")):
        lines = [line.strip() for line in request.POST.get(name, "").splitlines() if line.strip()]
        found += [Party(line[:160], side, role) for line in lines[:10]]
    return tuple(found)


def terms(request: HttpRequest) -> tuple[NewTerm, ...]:
    """Read the rows of what is watched; a row without periods and name is empty."""
    found = []
    for place in range(1, ROWS + 1):
        lines = _lines(request, f"term{place}_periods")
        if not lines and not text(request, f"term{place}_evidence"):
            continue
        indicator = text(request, f"term{place}_indicator", 20)
        found.append(
            NewTerm(
                indicator=indicator, measure=text(request, f"term{place}_measure", 10),
                periods=tuple(_period(line) for line in lines), evidence=_evidence(request, f"term{place}_evidence"),
                name=text(request, f"term{place}_name", 120), entities=text(request, f"term{place}_entities", 200),
                tolerance_ppm=_ppm(text(request, f"term{place}_tolerance", 10) or "0%"),
                cure=_cure(request, place), remedy=text(request, f"term{place}_remedy"),
                payment=whole(request, f"term{place}_payment"),
            )
        )  # fmt: skip
    return tuple(found)


def payments(request: HttpRequest) -> tuple[NewPayment, ...]:
    """Read the rows of what is paid for; a row without words is empty."""
    found = []
    for place in range(1, ROWS + 1):
        what = text(request, f"paid{place}_what", 200)
        if not what:
            continue
        amount = text(request, f"paid{place}_amount", 40)
        found.append(
            NewPayment(
                what=what, driver=text(request, f"paid{place}_driver", 20),
                cap=Money.parse(text(request, f"paid{place}_cap", 40) or "0元", "万元"),
                stages=tuple(_stage(line) for line in _lines(request, f"paid{place}_stages")),
                amount=Money.parse(amount, "万元") if amount else None, basis=text(request, f"paid{place}_basis"),
                clause_id=whole(request, f"paid{place}_clause"),
                policy_id=whole(request, f"paid{place}_policy"), policy_article=text(request, f"paid{place}_article", 60),
                legal_basis=text(request, f"paid{place}_legal"), budget_line=text(request, f"paid{place}_budget", 120),
            )
        )  # fmt: skip
    return tuple(found)


def duties(request: HttpRequest) -> tuple[NewDuty, ...]:
    """Read the rows of what the district owes; a row without words is empty."""
    found = []
    for place in range(1, ROWS + 1):
        what = text(request, f"duty{place}_what", 200)
        if not what:
            continue
        found.append(
            NewDuty(
                kind=text(request, f"duty{place}_kind", 10), what=what, unit_id=whole(request, f"duty{place}_unit") or 0,
                due_date=day(text(request, f"duty{place}_due", 20)), within_days=whole(request, f"duty{place}_days"),
                budget_line=text(request, f"duty{place}_budget", 120), payment=whole(request, f"duty{place}_payment"),
            )
        )  # fmt: skip
    return tuple(found)


def _lines(request: HttpRequest, name: str) -> list[str]:
    return [line.strip() for line in request.POST.get(name, "").splitlines() if line.strip()][:20]


def _evidence(request: HttpRequest, name: str) -> tuple[str, ...]:
    return tuple(each for each in re.split(r"[、,，;；\n]+", text(request, name)) if each.strip())


def _cure(request: HttpRequest, place: int) -> dict[str, int]:
    names = (("notice_working_days", "notice"), ("plan_days", "plan"), ("cure_months", "cure"))
    return {key: days for key, name in names if (days := whole(request, f"term{place}_{name}"))}


def _period(line: str) -> NewPeriod:
    """Read "2026-01-01~2027-01-01 3000万元 2027-03-31", "3000万元 2027-03-31" or a milestone's "2026-12-31"."""
    pieces = SPLIT.split(half_width(line).replace("～", "~"))
    try:
        span = pieces.pop(0).split("~") if "~" in pieces[0] else []
        due = parse_day(pieces.pop())
        target = _target(pieces[0]) if pieces else None
        if len(pieces) > 1 or len(span) not in (0, 2):
            raise ValueError
        start, end = (parse_day(span[0]), parse_day(span[1])) if span else (None, None)
    except (Refusal, ValueError, IndexError) as said:
        raise LineNotUnderstood(line=line[:60], form=PERIOD_FORM[0], form_en=PERIOD_FORM[1]) from said
    return NewPeriod(due_date=due, target=target, from_date=start, to_date=end)


def _target(given: str) -> Decimal:
    return Money.parse(given).amount if given.endswith(("元", "万", "亿")) else number(given.removesuffix("人"))


def _stage(line: str) -> NewStage:
    """Read "30% 开工证明 2026-12-31" or "30% 开工证明"."""
    pieces = SPLIT.split(half_width(line))
    try:
        share = _ppm(pieces.pop(0))
        due = parse_day(pieces.pop()) if len(pieces) > 1 and pieces[-1][:1].isdigit() else None
        if not pieces:
            raise ValueError
    except (Refusal, ValueError, IndexError) as said:
        raise LineNotUnderstood(line=line[:60], form=STAGE_FORM[0], form_en=STAGE_FORM[1]) from said
    return NewStage(share, " ".join(pieces), due)


def _ppm(given: str) -> int:
    """Read a percentage into millionths, cut below."""
    if not re.fullmatch(r"\d{1,3}(\.\d{1,6})?%?", half_width(given).strip()):
        raise LineNotUnderstood(line=given[:60], form=STAGE_FORM[0], form_en=STAGE_FORM[1])
    return int(Decimal(half_width(given).strip().rstrip("%")) * 10_000)
