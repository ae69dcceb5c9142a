"""Pages of the settings: what can be set, the dictionaries, the dated parameters."""

import json
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi.people import operations, queries
from luodi.values.refusal import Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, done, whole
from luodi.web.tables import Column

ENTRIES = (
    Column("zh", gettext_lazy("词"), width="lg", card="title"),
    Column("en", gettext_lazy("英文"), width="lg"),
    Column("code", gettext_lazy("代码"), width="md"),
    Column("valid_from", gettext_lazy("自"), "day", "md"),
    Column("valid_to", gettext_lazy("止"), "day", "md"),
    Column("state", gettext_lazy("状态"), width="sm"),
    Column("note", gettext_lazy("说明"), width="grow"),
)


class DayMissing(Refusal):
    """A dated value needs the day from which it holds."""

    code = "day_missing"


class ValueMissing(Refusal):
    """A parameter needs a value."""

    code = "value_missing"


@permitted("people.set_up")
def index(request: HttpRequest) -> HttpResponse:
    """Show what can be set: units and people from Excel, dictionaries, parameters."""
    viewer, today = actor_of(request), timezone.localdate()
    context = {
        "viewer": viewer,
        "dictionaries": queries.dictionaries(viewer, today=today),
        "parameters": queries.parameters(viewer, today=today) if viewer.may("parameters.view") else [],
    }
    return render(request, "settings/index.html", context)


@permitted("people.set_up")
def dictionary(request: HttpRequest, code: str) -> HttpResponse:
    """Show one dictionary with its words, those that ended last."""
    viewer, today = actor_of(request), timezone.localdate()
    head, rows = queries.dictionary(viewer, code, today=today)
    context = {"head": head, "rows": rows, "columns": ENTRIES, "viewer": viewer, "today": today}
    return render(request, "settings/dictionary.html", context)


@permitted("dictionaries.edit", methods=("POST",))
def add_entry(request: HttpRequest, code: str) -> HttpResponse:
    """Add a word to a dictionary."""

    def act() -> None:
        operations.add_entry(
            dictionary=code,
            code=request.POST.get("code", ""),
            zh=request.POST.get("zh", ""),
            en=request.POST.get("en", ""),
            note=request.POST.get("note", ""),
            sort=whole(request.POST.get("sort")) or 0,
            valid_from=_day(request, "valid_from"),
            by=actor_of(request),
            at=timezone.now(),
        )

    return done(request, act, _("词条已新增。"), "settings:dictionary", code=code)


@permitted("dictionaries.edit", methods=("POST",))
def reword_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Reword an entry from a day on."""

    def act() -> None:
        operations.reword_entry(
            entry_id=entry_id,
            zh=request.POST.get("zh", ""),
            en=request.POST.get("en", ""),
            note=request.POST.get("note", ""),
            valid_from=_day(request, "valid_from"),
            by=actor_of(request),
            at=timezone.now(),
        )

    return done(
        request, act, _("新叫法已保存，旧叫法保留到前一天。"), "settings:dictionary", code=_dictionary_of(request)
    )


@permitted("dictionaries.edit", methods=("POST",))
def end_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """End an entry on a day."""

    def act() -> None:
        operations.end_entry(
            entry_id=entry_id, valid_to=_day(request, "valid_to"), by=actor_of(request), at=timezone.now()
        )

    return done(request, act, _("词条已停用，已用它的记录不变。"), "settings:dictionary", code=_dictionary_of(request))


def _dictionary_of(request: HttpRequest) -> str:
    return request.POST.get("dictionary", "") or "tracks"


@permitted("parameters.view")
def parameters(request: HttpRequest) -> HttpResponse:
    """Show every parameter that a rule asks for, with its value, source and history."""
    viewer, today = actor_of(request), timezone.localdate()
    context = {"rows": queries.parameters(viewer, today=today), "viewer": viewer, "today": today}
    return render(request, "settings/parameters.html", context)


@permitted("parameters.edit", methods=("POST",))
def set_parameter(request: HttpRequest) -> HttpResponse:
    """Set a parameter from a day on."""

    def act() -> None:
        operations.set_parameter(
            code=request.POST.get("code", ""),
            value=_value(request.POST.get("value", "")),
            unit=request.POST.get("unit", ""),
            source=request.POST.get("source", ""),
            valid_from=_day(request, "valid_from"),
            by=actor_of(request),
            at=timezone.now(),
        )

    return done(request, act, _("参数已保存为新的一行，旧值仍在历史里。"), "settings:parameters")


def _value(text: str) -> object:
    """Read a value as it was typed: a number or a JSON value where it is one, else the text itself."""
    text = text.strip()
    if not text:
        raise ValueMissing()
    try:
        value = json.loads(text)
        json.dumps(value, allow_nan=False)
    except ValueError:
        return text
    return value


def _day(request: HttpRequest, name: str) -> date:
    found = day_of(request.POST.get(name, ""))
    if found is None:
        raise DayMissing()
    return found
