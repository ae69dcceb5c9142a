"""Redlines between versions, and the text of a version as Word or PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from luodi.agreements import queries
from luodi.engines import wording
from luodi.engines.papers import docx_of, pdf_of
from luodi.values.refusal import NotFound
from luodi.web.access import actor_of, permitted
from luodi.web.agreements import words
from luodi.web.agreements.views import number_of

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@permitted("agreements.view")
def redline(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Show what changed between two versions, clause by clause."""
    found = _compared(request, agreement_id)
    context = {
        "found": found,
        "versions": [(each, _("第 %(n)s 版") % {"n": each}) for each in found.ordinals],
        "touch_words": words.touches(),
        "only": "all" not in request.GET,
        "forces": {"money", "term", "indicator"} & set(found.redline.touches),
    }
    return render(request, "agreements/redline.html", context)


@permitted("agreements.view")
def redline_file(request: HttpRequest, agreement_id: int, kind: str) -> HttpResponse:
    """Give the redline as a Word file with tracked changes, or as a PDF."""
    found = _compared(request, agreement_id)
    title = _("%(title)s：第 %(old)s 版与第 %(new)s 版比对") % {
        "title": found.title,
        "old": found.old,
        "new": found.new,
    }
    return _file(title, wording.redline_paper(title, found.redline), kind)


@permitted("agreements.view")
def text_file(request: HttpRequest, agreement_id: int, ordinal: int, kind: str) -> HttpResponse:
    """Give the text of a version as a Word file or PDF, to be signed as it is."""
    title, text = queries.version_text(actor_of(request), agreement_id, ordinal)
    return _file(f"{title}-{ordinal}", wording.text_paper(text), kind)


def _compared(request: HttpRequest, agreement_id: int):
    old, new = (number_of(request.GET.get(name), 0) or None for name in ("old", "new"))
    return queries.compared(actor_of(request), agreement_id, old, new)


def _file(title: str, paper, kind: str) -> HttpResponse:
    if kind not in TYPES:
        raise NotFound()
    body = docx_of(paper) if kind == "docx" else pdf_of(paper)
    answer = HttpResponse(body, content_type=TYPES[kind])
    answer["Content-Disposition"] = content_disposition_header(True, f"{title}.{kind}") or "attachment"
    return answer
