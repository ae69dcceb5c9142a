"""The rule pack with its rules, adopting a new version, and what that changed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from luodi.reviews import operations, queries
from luodi.reviews.operations.unpacking import LARGEST
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import sentence, whole
from luodi.web.reviews import words


@permitted("reviews.view")
def pack(request: HttpRequest) -> HttpResponse:
    """Show the pack in force: legal base, rules with articles, what was adopted before."""
    page = queries.pack_page(actor_of(request))
    return render(request, "reviews/pack.html", {"page": page, "pack": page.pack, "words": words})


@permitted("reviews.packs", methods=("POST",))
def adopt(request: HttpRequest) -> HttpResponse:
    """Adopt a pack of the installation; all live texts are read again in the background."""
    try:
        rescan = operations.adopt_pack(
            name=request.POST.get("name", ""), reason=request.POST.get("reason", ""), by=actor_of(request),
            at=timezone.now(),
        )  # fmt: skip
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("reviews:pack")
    return redirect("reviews:rescan", rescan_id=rescan.pk)


@permitted("reviews.packs", methods=("POST",))
def upload(request: HttpRequest) -> HttpResponse:
    """Take in a new version of the pack from a file; all live texts are read again in the background."""
    file = request.FILES.get("file")
    try:
        rescan = operations.upload_pack(
            data=file.read(LARGEST + 1) if file else b"", file_name=(file.name or "") if file else "",
            reason=request.POST.get("reason", "")[:300], by=actor_of(request), at=timezone.now(),
        )  # fmt: skip
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("reviews:pack")
    return redirect("reviews:rescan", rescan_id=rescan.pk)


@permitted("reviews.view")
def rescan(request: HttpRequest, rescan_id: int) -> HttpResponse:
    """Show how far a rescan came, and what it changed in which texts."""
    page = queries.rescan_page(rescan_id, actor_of(request), page=whole(request.GET.get("page")) or 1)
    context = {
        "page": page, "differences": words.differences(), "severities": words.severities(), "badges": words.BADGES,
        "refresh_seconds": 2 if page.state == "running" else None,
    }  # fmt: skip
    return render(request, "reviews/rescan.html", context)
