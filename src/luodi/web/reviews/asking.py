"""Asking for a review, and putting a new version of its text in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.journeys.ask_fairness_review import ask_fairness_review, rewrite_reviewed_text
from luodi.people.queries import active_units
from luodi.projects.queries import project_heading
from luodi.reviews import queries
from luodi.reviews.operations import NewReview
from luodi.values.refusal import NotAllowed, NotFound, Refusal, Stale
from luodi.web.access import actor_of, permitted
from luodi.web.answering import sentence, whole
from luodi.web.reviews import words


@permitted("reviews.ask", methods=("GET", "HEAD", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a review of a pasted text or a file."""
    viewer, refused = actor_of(request), ""
    entered = request.POST if request.method == "POST" else request.GET
    project = whole(entered.get("project"))
    heading = project_heading(project_id=project, viewer=viewer) if project else None
    if request.method == "POST":
        try:
            file = request.FILES.get("file")
            pk = ask_fairness_review(
                new=_new(request, heading), data=file.read() if file else b"", file_name=file.name if file else "",
                by=viewer, at=timezone.now(),
            )  # fmt: skip
            return redirect("reviews:detail", review_id=pk)
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            refused = sentence(refusal)
    context = {
        "entered": entered, "refusal": refused, "kinds": words.kind_choices(), "issuers": words.issuer_choices(),
        "units": [("", _("本单位")), *active_units().items()], "classes": words.classes(), "heading": heading,
        "limit_mb": settings.UPLOAD_LIMIT // 1024 // 1024,
    }  # fmt: skip
    return render(request, "reviews/new.html", context, status=422 if refused else 200)


@permitted("reviews.answer", methods=("GET", "HEAD", "POST"))
def rewrite(request: HttpRequest, review_id: int) -> HttpResponse:
    """Edit the whole text, or put a file in as its new version; it is read again."""
    viewer, refused = actor_of(request), ""
    page = queries.review_page(review_id, viewer)
    if not page.may_answer and request.method != "POST":
        raise NotAllowed(permission="reviews.answer")
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            rewrite_reviewed_text(
                review_id=review_id, version=whole(request.POST.get("version")) or 0, text=request.POST.get("text", ""),
                reason=request.POST.get("reason", ""), data=file.read() if file else b"",
                file_name=file.name if file else "", by=viewer, at=timezone.now(),
            )  # fmt: skip
            return redirect("reviews:detail", review_id=review_id)
        except (NotAllowed, NotFound, Stale):
            raise
        except Refusal as refusal:
            refused = sentence(refusal)
    context = {
        "page": page, "row": page.row, "entered": request.POST, "refusal": refused,
        "text": request.POST.get("text") or page.text, "limit_mb": settings.UPLOAD_LIMIT // 1024 // 1024,
    }  # fmt: skip
    return render(request, "reviews/rewrite.html", context, status=422 if refused else 200)


def _new(request: HttpRequest, heading) -> NewReview:
    given = request.POST
    kind, issuer, data_class = given.get("kind", ""), given.get("issued_by", ""), given.get("data_class", "")
    return NewReview(
        title=given.get("title", ""), text=given.get("text", ""),
        kind=kind if kind in dict(words.kinds()) else "agreement",
        issued_by=issuer if issuer in ("department", "joint", "government") else "department",
        reviewer_unit_id=whole(given.get("reviewer")) if issuer == "joint" else None,
        data_class=data_class if data_class in dict(words.classes()) else "sensitive",
        project_id=heading.id if heading else None, origin_label=heading.name if heading else "",
        origin_kind="projects.project" if heading else "", origin_id=heading.id if heading else None,
    )  # fmt: skip
