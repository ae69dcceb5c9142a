"""The gates' rules: the version in force, its history and differences, and the form of a new version."""

import uuid
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.engines.gates.definition import (
    DefinitionFaulty,
    Difference,
    differences,
    parse_definition,
)
from luodi.engines.gates.stages import MAIN_CODES
from luodi.projects import operations, queries
from luodi.values.refusal import NotAllowed, NotFound, Refusal, Stale, sentence_of
from luodi.web.access import actor_of, permitted
from luodi.web.projects.filters import stage_word
from luodi.web.projects.gates import words

LONGEST = 200_000


@permitted("projects.view")
def index(request: HttpRequest) -> HttpResponse:
    """Show the rules that hold today."""
    return _page(request, None)


@permitted("projects.view")
def version(request: HttpRequest, definition_id: int) -> HttpResponse:
    """Show one version with what it changed against the one before."""
    return _page(request, definition_id)


def _page(request: HttpRequest, version_id: int | None) -> HttpResponse:
    viewer = actor_of(request)
    page = queries.gate_definition_page(viewer=viewer, today=timezone.localdate(), version_id=version_id)
    if page is None:
        raise NotFound()
    context = {
        "page": page,
        "stages": [(code, [ask for ask in page.definition.asks if ask.stage == code]) for code in MAIN_CODES],
        "kind_words": kind_words(),
        "may_define": viewer.may("gates.define"),
        "language": words.language(),
        "words": words,
        "condition_words": condition_words(),
        "stage_word": stage_word,
    }
    return render(request, "gates/rules.html", context)


@permitted("gates.define", methods=("GET", "HEAD", "POST"))
def define(request: HttpRequest) -> HttpResponse:
    """Show the form of a new version; posted with `look`, show what it changes; posted with `save`, set it."""
    viewer, today = actor_of(request), timezone.localdate()
    page = queries.gate_definition_page(viewer=viewer, today=today)
    if page is None:
        raise NotFound()
    posted = request.method == "POST"
    text = request.POST.get("text", "")[: LONGEST + 1].replace("\r\n", "\n") if posted else page.text
    changed: list[Difference] | None = None
    faults: list[tuple[str, str, str]] = []
    refused: Refusal | None = None
    if posted and "save" not in request.POST:
        try:
            changed = differences(page.definition, parse_definition(text))
        except DefinitionFaulty as wrong:
            faults = [
                (each.place, sentence_of(each.code, dict(each.params), words.language()), "") for each in wrong.faults
            ]
    elif posted:
        try:
            operations.define_gates(
                text=text, source=request.POST.get("source", ""), valid_from=_day(request.POST.get("valid_from", ""), today),
                seen=_seen(request.POST.get("seen", "")), by=viewer, at=timezone.now(),
            )  # fmt: skip
            return redirect("gates:index")
        except NotAllowed:
            raise
        except Refusal as refusal:
            refused = refusal
    context = {
        "page": page,
        "text": text,
        "source": request.POST.get("source", ""),
        "valid_from": request.POST.get("valid_from", today.isoformat()),
        "seen": request.POST.get("seen", "") if posted else (page.newest or ""),
        "changed": changed,
        "faults": faults,
        "refused": refused.sentence(words.language()) if refused else "",
        "kind_words": kind_words(),
        "key": uuid.uuid4().hex,
    }
    return render(request, "gates/define.html", context, status=refused.status if refused else 422 if faults else 200)


def kind_words() -> dict[str, str]:
    """Give the kinds of difference in words."""
    return {"added": _("新增"), "dropped": _("删除"), "changed": _("修改")}


def condition_words() -> dict[str, str]:
    """Give the conditions of rules in words."""
    return words.marks() | {
        "land": _("用地项目"), "leased": _("租赁项目"), "binding": _("约束性协议"), "framework": _("框架协议"),
        "support_t1": _("支持金额达第一档"), "support_t2": _("支持金额达第二档"), "amount_t3": _("达重大项目门槛"),
        "meeting": _("须上会"),
    }  # fmt: skip


def _day(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else today
    except ValueError:
        return date.min


def _seen(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise Stale()
    return int(text)
