"""Deciding facts from the reading page: one at a time, an article at once, a missed one by its words."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from luodi.documents import operations, queries
from luodi.documents.fact_types import fact_types
from luodi.documents.passages import places_of
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.documents import shown
from luodi.web.documents.pages import page_context


class QuoteNotFound(Refusal):
    """Words that do not stand in the article. Params: quote."""

    code = "quote_not_found"


class QuoteAmbiguous(Refusal):
    """Words that stand in the article more than once. Params: quote, times."""

    code = "quote_ambiguous"


@permitted("documents.decide", methods=("POST",))
def confirm(request: HttpRequest, fact_id: int) -> HttpResponse:
    """Confirm a fact as it is proposed, or as the second person what another has corrected."""
    return _decide(request, fact_id, state="confirmed")


@permitted("documents.decide", methods=("POST",))
def reject(request: HttpRequest, fact_id: int) -> HttpResponse:
    """Reject a fact; a reason may be given."""
    return _decide(request, fact_id, state="rejected", reason=request.POST.get("reason", ""))


@permitted("documents.decide", methods=("POST",))
def reopen(request: HttpRequest, fact_id: int) -> HttpResponse:
    """Take a decision back, with a reason."""
    return _decide(request, fact_id, state="proposed", reason=request.POST.get("reason", ""))


@permitted("documents.decide", methods=("GET", "HEAD", "POST"))
def correct(request: HttpRequest, fact_id: int) -> HttpResponse:
    """Show a fact with the form that corrects it, or take the correction."""
    actor = actor_of(request)
    if request.method == "POST":
        fact = queries.fact_row(fact_id, actor)
        value = {each.name: request.POST.get(each.name, "") for each in shown.entries(fact.type, fact.value)}
        return _decide(request, fact_id, state="corrected", value=value)
    fact = queries.fact_row(fact_id, actor)
    if request.htmx:
        cancelled = "cancel" in request.GET
        return _part(
            request, queries.reading_page(fact.document_id, actor), fact_id, correcting=None if cancelled else fact_id
        )
    return HttpResponseRedirect(_address(fact.document_id, f"?correct={fact_id}", f"fact-{fact_id}"))


def _decide(request: HttpRequest, fact_id: int, *, state: str, **given: Any) -> HttpResponse:
    actor = actor_of(request)
    fact = queries.fact_row(fact_id, actor)
    try:
        operations.decide_fact(
            fact_id=fact_id, state=state, version=_version(request, fact.version), by=actor, at=timezone.now(), **given
        )
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        page = queries.reading_page(fact.document_id, actor)
        return _part(request, page, fact_id, refusal=refusal, correcting=fact_id if state == "corrected" else None)
    if not request.htmx:
        return HttpResponseRedirect(_address(fact.document_id, "", f"fact-{fact_id}"))
    return _part(request, queries.reading_page(fact.document_id, actor), fact_id)


def _version(request: HttpRequest, present: int) -> int:
    given = request.POST.get("version") or request.GET.get("version") or ""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else present


def _part(
    request: HttpRequest,
    page: queries.ReadingPage,
    fact_id: int,
    *,
    correcting: int | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """Give one fact's card with the counters for HTMX, the whole page without it."""
    context = page_context(
        request, page, correcting=correcting, refusal=refusal, refused_fact=fact_id if refusal else None
    )
    article = next((each for each in page.articles if any(fact.id == fact_id for fact in each.facts)), None)
    if article is None:
        raise NotFound()
    context |= {
        "article": article,
        "fact": next(fact for fact in article.facts if fact.id == fact_id),
        "entered": request.POST,
    }
    status = refusal.status if refusal else 200
    return render(
        request, "documents/fact_part.html" if request.htmx else "documents/page.html", context, status=status
    )


@permitted("documents.decide", methods=("POST",))
def confirm_article(request: HttpRequest, article_id: int) -> HttpResponse:
    """Confirm all facts of an article that are not doubtful; the doubtful ones are left to be looked at."""
    actor = actor_of(request)
    document_id, _, _ = queries.article_of(article_id, actor)
    operations.decide_article(article_id=article_id, by=actor, at=timezone.now())
    if not request.htmx:
        return HttpResponseRedirect(_address(document_id, "", f"article-{article_id}"))
    return _article_part(request, document_id, article_id)


def _article_part(request: HttpRequest, document_id: int, article_id: int) -> HttpResponse:
    page = queries.reading_page(document_id, actor_of(request))
    context = page_context(request, page)
    context["article"] = next(each for each in page.articles if each.id == article_id)
    return render(request, "documents/article_part.html", context)


@permitted("documents.decide", methods=("GET", "HEAD", "POST"))
def mark(request: HttpRequest, document_id: int) -> HttpResponse:
    """Show the form for a fact that the reader missed, or add it: by offsets from a selection, or by its words."""
    actor, given = actor_of(request), request.POST if request.method == "POST" else request.GET
    article_id = _whole(given.get("article"))
    found, span, text = queries.article_of(article_id or 0, actor)
    if found != document_id:
        raise NotFound()
    kind = given.get("type") if given.get("type") in fact_types() else "org"
    refusal = None
    if request.method == "POST":
        try:
            fact_id = _mark(given, document_id, article_id or 0, span, text, kind or "org", actor, timezone.now())
        except (NotAllowed, NotFound):
            raise
        except Refusal as refused:
            refusal = refused
        else:
            if request.htmx:
                return _article_part(request, document_id, article_id or 0)
            return HttpResponseRedirect(_address(document_id, "", f"fact-{fact_id}"))
    return _mark_form(request, document_id, article_id or 0, kind or "org", span, text, refusal)


def _mark_form(
    request: HttpRequest,
    document_id: int,
    article_id: int,
    kind: str,
    span: tuple[int, int],
    text: str,
    refusal: Refusal | None,
) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    start, end = _whole(given.get("start")), _whole(given.get("end"))
    chosen = start is not None and end is not None and span[0] <= start < end <= span[1]
    quote = " ".join(text[start:end].split()) if chosen else given.get("quote", "")
    entered = {each.name: given.get(each.name, "") for each in shown.entries(kind, {})}
    context = {
        "document_id": document_id, "article_id": article_id, "kind": kind, "quote": quote,
        "start": start if chosen else "", "end": end if chosen else "", "entries": shown.entries(kind, {}), "entered": entered,
        "types": [(code, shown.type_label(code)) for code in fact_types()], "article_text": text[span[0] : span[1]].strip(),
        "refusal": refusal.sentence(get_language() or "zh") if refusal else "", "back": _address(document_id, "", f"article-{article_id}"),
    }  # fmt: skip
    template = "documents/mark_part.html" if request.htmx else "documents/mark.html"
    response = render(request, template, context, status=refusal.status if refusal else 200)
    if refusal and request.htmx:
        response["HX-Retarget"] = response["HX-Reselect"] = "#marking-form"
    return response


def _mark(
    given: Any, document_id: int, article_id: int, span: tuple[int, int], text: str, kind: str, by: Actor, at: datetime
) -> int:
    start, end, quote = _whole(given.get("start")), _whole(given.get("end")), given.get("quote", "").strip()
    if start is None or end is None:
        places = places_of(text, quote[:600], span)
        if len(places) != 1:
            raise QuoteAmbiguous(quote=quote[:40], times=len(places)) if places else QuoteNotFound(quote=quote[:40])
        start, end = places[0]
    value = {each.name: given.get(each.name, "") for each in shown.entries(kind, {})}
    fact = operations.mark_fact(
        document_id=document_id, article_id=article_id, spans=[(start, end)], type=kind, value=value, by=by, at=at
    )
    return fact.pk


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _address(document_id: int, query: str, anchor: str) -> str:
    return reverse("documents:detail", kwargs={"document_id": document_id}) + query + f"#{anchor}"
