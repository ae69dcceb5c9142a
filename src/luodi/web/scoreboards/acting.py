"""What is done to a board: drawn up, shown, counted, frozen; a unit's appeal and its answer."""

from collections.abc import Callable
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.journeys.take_counts import take_counts
from luodi.scoreboards import operations, queries
from luodi.scoreboards.operations import Typed
from luodi.values.period import Period
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, done, sentence, whole
from luodi.web.observed.acting import decimal_of
from luodi.web.scoreboards import words


@permitted("scoreboards.keep", methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Show the form of a new board, and draw it up."""
    by, given, refused, today = actor_of(request), request.POST, "", timezone.localdate()
    if request.method == "POST":
        try:
            made = operations.draw_up_board(
                pack_id=whole(given.get("pack")) or 0, unit_class=given.get("class", ""),
                period=Period.parse(given.get("period", "")), as_of=day_of(given.get("as_of", "")), by=by, at=timezone.now(),
            )  # fmt: skip
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            refused = sentence(refusal)
        else:
            messages.success(request, _("已制榜，草稿只有投促局能看。"))
            return redirect("scoreboards:board", board_id=made.pk)
    packs = [each for each in queries.packs(by, today=today) if each.state == "approved"]
    options = [(str(each.id), f"{each.title if words.chinese() else each.title_en}（{each.year}）") for each in packs]
    context = {
        "packs": options, "classes": list(words.classes().items()), "refusal": refused, "entered": given,
        "period": Period.of_month(today.year, today.month).label("zh"),
    }  # fmt: skip
    return render(request, "scoreboards/new.html", context, status=422 if refused else 200)


@permitted("scoreboards.keep", methods=("POST",))
def show(request: HttpRequest, board_id: int) -> HttpResponse:
    """Show a draft to the units of its class."""
    return _done(request, board_id, operations.show_board, _("已公示，申诉期开始。"))


@permitted("scoreboards.approve", methods=("POST",))
def freeze(request: HttpRequest, board_id: int) -> HttpResponse:
    """Freeze a board after its appeal window."""
    return _done(request, board_id, operations.freeze_board, _("已定榜，此后不再改动。"))


@permitted("scoreboards.keep", methods=("POST",))
def counts(request: HttpRequest, board_id: int) -> HttpResponse:
    """Take the counts of projects for a board now."""
    return done(
        request, lambda: take_counts(board_id=board_id, by=actor_of(request), at=timezone.now()), _("已取数。"),
        "scoreboards:board", board_id=board_id,
    )  # fmt: skip


@permitted("scoreboards.appeal", methods=("POST",))
def appeal(request: HttpRequest, board_id: int, unit_id: int) -> HttpResponse:
    """Appeal for a unit."""
    given = request.POST
    return done(
        request,
        lambda: operations.appeal(
            board_id=board_id, unit_id=unit_id, indicator=given.get("indicator", ""), reason=given.get("reason", ""),
            evidence=given.get("evidence", ""), by=actor_of(request), at=timezone.now(),
        ),
        _("已提出申诉，等投促局答复。"), "scoreboards:unit", board_id=board_id, unit_id=unit_id,
    )  # fmt: skip


@permitted("scoreboards.approve", methods=("POST",))
def answer(request: HttpRequest, board_id: int, appeal_id: int) -> HttpResponse:
    """Accept an appeal, with the corrected figure where there is one, or refuse it saying why."""
    given, by = request.POST, actor_of(request)
    accept = given.get("answer") == "accept"

    def act() -> None:
        of = {"appeal_id": appeal_id, "answer": given.get("words", ""), "by": by, "at": timezone.now()}
        if not accept:
            operations.refuse_appeal(**of)
            return
        actual, target = number(given.get("actual", "")), number(given.get("target", ""))
        corrected = None if actual is None and target is None else Typed(actual, target)
        operations.accept_appeal(corrected=corrected, **of)

    queries.appeal_on(by, board_id, appeal_id)
    return done(
        request, act, _("已采纳申诉。") if accept else _("已答复：不予采纳。"), "scoreboards:board", board_id=board_id
    )


def number(text: str) -> Decimal | None:
    """Read a form's number; None where it is empty.

    :raises ReturnCellWrong: for what is no number
    """
    return decimal_of(text) if text.strip() else None


def _done(request: HttpRequest, board_id: int, act: Callable[..., object], said: str) -> HttpResponse:
    version = whole(request.POST.get("version")) or 0
    return done(
        request, lambda: act(board_id=board_id, version=version, by=actor_of(request), at=timezone.now()), said,
        "scoreboards:board", board_id=board_id,
    )  # fmt: skip
