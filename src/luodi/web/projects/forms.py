"""Reading what a person typed about a project; each value that can't be read is a refusal beside its field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import translation

from luodi.projects.queries import ProjectPage
from luodi.values.money import Money
from luodi.values.refusal import Refusal
from luodi.values.spoken_dates import parse_day


class NumberNotUnderstood(Refusal):
    """A rate or a choice is no number."""

    code = "project_form_number"


@dataclass(slots=True)
class Typed:
    """A form as it came: the texts to show again, the values read, and a sentence for each field that is wrong."""

    texts: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def _text(value: str) -> str:
    return value.strip()


def _number(value: str) -> int | None:
    if value.strip() and not (value.strip().isascii() and value.strip().isdecimal() and len(value.strip()) < 16):
        raise NumberNotUnderstood(text=value[:40])
    return int(value) if value.strip() else None


def _day(value: str) -> date | None:
    return parse_day(value.strip()) if value.strip() else None


def _money(value: str) -> Money | None:
    return Money.parse(value.strip(), unit="万元") if value.strip() else None


def _rate(value: str) -> Decimal | None:
    try:
        rate = Decimal(value.strip()) if value.strip() else None
    except InvalidOperation as error:
        raise NumberNotUnderstood(text=value[:40]) from error
    if rate is not None and not (rate.is_finite() and 0 < rate < 10**7):
        raise NumberNotUnderstood(text=value[:40])
    return rate


READERS: dict[str, Callable[[str], Any]] = {
    "name": _text, "unit_id": _number, "officer_id": _number, "track": _text, "company_name": _text, "amount": _money,
    "rate": _rate, "rate_date": _day, "binding": _text, "stage_claimed": _text, "signed_date": _day, "landed_date": _day,
    "started_date": _day, "produced_date": _day, "site": _text, "note": _text,
}  # fmt: skip
EDITED = tuple(name for name in READERS if name != "stage_claimed")


def read(post: Mapping[str, str], names: tuple[str, ...] = tuple(READERS)) -> Typed:
    """Read the named fields of a posted form; fields that it does not carry are left out, all others are ignored."""
    typed = Typed()
    language = translation.get_language() or "zh"
    for name in names:
        if name not in post:
            continue
        typed.texts[name] = post[name][:2000]
        try:
            typed.values[name] = READERS[name](post[name])
        except Refusal as refusal:
            typed.errors[name] = refusal.sentence(language)
    return typed


def shown(page: ProjectPage) -> dict[str, str]:
    """Give the texts with which the edit form of a project begins."""
    texts = {name: getattr(page, name) for name in ("name", "track", "company_name", "binding", "site", "note")}
    texts |= {
        name: "" if getattr(page, name) is None else str(getattr(page, name)) for name in ("unit_id", "officer_id")
    }
    for name in ("signed_date", "landed_date", "started_date", "produced_date", "rate_date"):
        day = getattr(page, name)
        texts[name] = day.isoformat() if day else ""
    texts["rate"] = f"{page.rate.normalize():f}" if page.rate else ""
    texts["amount"] = _written(page)
    return texts


def _written(page: ProjectPage) -> str:
    if page.original_currency != "CNY" and page.original_amount is not None:
        return f"{page.original_amount.normalize():f} {page.original_currency}"
    if page.amount is None:
        return ""
    return f"{(page.amount / 10_000).normalize():f}"
