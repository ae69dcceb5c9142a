"""What is published, for everybody: firm, clause and amount, no person and no input."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from luodi.claims import queries
from luodi.web.access import public
from luodi.web.claims import words


@public()
def index(request: HttpRequest) -> HttpResponse:
    """List what was published, newest first."""
    rows = queries.publications(today=timezone.localdate())
    return render(request, "claims/published.html", {"rows": rows})


@public()
def detail(request: HttpRequest, publication_id: int) -> HttpResponse:
    """Show one publication."""
    found = queries.publication_page(publication_id, today=timezone.localdate())
    lines = [
        (company, english if words.english() and english else title, year, words.yuan(fen))
        for company, title, english, year, fen in found.lines
    ]
    total = words.yuan(sum(fen for *_rest, fen in found.lines))
    return render(
        request, "claims/publication.html", {"found": found, "row": found.row, "lines": lines, "total": total}
    )
