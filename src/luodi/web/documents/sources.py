"""Where numbers come from: a fact's passage, a sheet's row, the original file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.documents import operations, queries
from luodi.documents.queries import intakes
from luodi.documents.remarks import worded
from luodi.journal import queries as journal
from luodi.web import formats
from luodi.web.access import actor_of, permitted
from luodi.web.documents import marks, shown

KINDS = {"confirm": "confirmed", "correct": "corrected", "reject": "stop", "second": "confirmed", "mark": "confirmed"}


@permitted("documents.view")
def source(request: HttpRequest, fact_id: int) -> HttpResponse:
    """Show the page of a fact's source: its passage lit in the article, who decided what and when, the journal."""
    found = queries.fact_source(fact_id, actor_of(request))
    lines = journal.lines(object_of=("documents.fact", fact_id), language=get_language() or "zh")
    context = {
        "source": found, "fact": found.fact, "said": shown.said(found.fact.type, found.fact.value), "shown": shown,
        **_folded(found), "edit_word": lambda kind: worded("edit", kind, get_language() or "zh"),
        "decisions": [_decision(each, found.fact.type) for each in found.decisions],
        "lines": [
            {"at": formats.moment(line.at), "sentence": line.sentence, "by": line.actor, "unit": line.unit, "number": line.id}
            for line in lines
        ],
        "crumbs": [(_("文档"), _address("index")), (found.title, _address("detail", document_id=found.document_id)), (_("出处"), "")],
    }  # fmt: skip
    return render(request, "documents/source.html", context)


def _address(name: str, **kwargs: int) -> str:
    return reverse(f"documents:{name}", kwargs=kwargs or None)


def _folded(found: queries.FactSource) -> dict[str, list[marks.Paragraph]]:
    """Cut the article into what stands before the passage, the paragraphs around it, and what follows."""
    cut = marks.paragraphs(found.text, found.article_span, (), found.edits, found.heads, found.fact.spans)
    lit = [index for index, each in enumerate(cut) if any(piece.lit for piece in each.pieces)] or [0]
    first, last = max(0, lit[0] - 1), lit[-1] + 2
    return {"before": cut[:first], "paragraphs": cut[first:last], "after": cut[last:]}


def _decision(row: queries.DecisionRow, kind: str) -> dict:
    sentence = shown.act_word(row.act)
    if row.value is not None:
        sentence += f" → {shown.said(kind, row.value).line}"
    if row.reason:
        sentence += f"({row.reason})"
    return {
        "at": formats.moment(row.decided_at),
        "sentence": sentence,
        "by": row.person,
        "kind": KINDS.get(row.act, "plain"),
    }


@permitted("documents.view")
def passage(request: HttpRequest, fact_id: int) -> HttpResponse:
    """Give the passage of a fact as a part, for a popover beside a number."""
    found = queries.fact_source(fact_id, actor_of(request))
    said = shown.said(found.fact.type, found.fact.value)
    return render(
        request, "documents/passage.html", {"source": found, "fact": found.fact, "said": said, "shown": shown}
    )


@permitted("documents.view")
def row(request: HttpRequest, row_id: int) -> HttpResponse:
    """Lead to the page of a row that was taken in, where its cells stand as they were written."""
    intakes.row_source(row_id=row_id, viewer=actor_of(request))
    return redirect("imports:row", row_id=row_id)


@permitted("documents.view")
def original(request: HttpRequest, document_id: int) -> HttpResponse:
    """Hand out the original file as an attachment, never to be shown by the browser; the look is journalled."""
    actor = actor_of(request)
    found = queries.original(document_id, actor)
    operations.note_download(document_id=document_id, by=actor, at=timezone.now())
    response = HttpResponse(found.data, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, found.file_name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
