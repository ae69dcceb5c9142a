"""Formula packs: uploaded with every fault told, shown with where each figure comes from, approved by another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.scoreboards import operations, queries
from luodi.values.refusal import NotAllowed, NotFound, Refusal, Stale
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, done, sentence
from luodi.web.scoreboards import words
from luodi.web.tables import Column


@permitted("scoreboards.view")
def index(request: HttpRequest) -> HttpResponse:
    """List the packs with the year and the day from which each is in force."""
    return _listed(request, [])


@permitted("scoreboards.keep", methods=("POST",))
def upload(request: HttpRequest) -> HttpResponse:
    """Take in a pack; every fault is told with place and field, and nothing is kept then."""
    file = request.FILES.get("file")
    try:
        made = operations.upload_pack(data=file.read(300_000) if file else b"", by=actor_of(request), at=timezone.now())
    except (NotAllowed, NotFound, Stale):
        raise
    except Refusal as refusal:
        return _listed(request, sentence(refusal).splitlines())
    messages.success(request, _("已上传公式包，请核对取数来源，等另一位有权限的人批准。"))
    return redirect("scoreboards:pack", pack_id=made.pk)


@permitted("scoreboards.keep", methods=("POST",))
def examples(request: HttpRequest) -> HttpResponse:
    """Put the handbook's example packs in as drafts."""
    return done(
        request, lambda: operations.load_example_packs(by=actor_of(request), at=timezone.now()), _("已载入手册示例。"),
        "scoreboards:packs",
    )  # fmt: skip


@permitted("scoreboards.view")
def detail(request: HttpRequest, pack_id: int) -> HttpResponse:
    """Show a pack: weights by class, caps, lamps, adjustments, ties, and where each figure comes from."""
    found = queries.pack_page(actor_of(request), pack_id, today=timezone.localdate())
    pack = found.pack
    lines = [
        {
            "code": one.code, "title": words.titled(one), "formula": words.formulas()[one.formula],
            "weights": "；".join(f"{words.titled(pack.classes[code])} {words.number(weight, 0)}" for code, weight in one.weights.items()),
            "cap": words.plain_fraction(one.cap), "floor": words.plain_fraction(one.floor) if one.floor else "",
            "source": words.source(found.sources[one.code]),
            "source_value": f"{found.sources[one.code].kind}:{found.sources[one.code].of}".removesuffix(":"),
        }
        for one in pack.indicators.values()
    ]  # fmt: skip
    context = {
        "found": found, "row": found.row, "pack": pack, "lines": lines, "columns": _line_columns(),
        "title": pack.title if words.chinese() else pack.title_en, "state": words.decisions()[found.row.state],
        "state_badge": words.STATE_BADGES[found.row.state], "choices": words.source_choices(), "rules": words.rules(pack),
        "vetoes": [words.titled(each) for each in pack.vetoes.values()],
    }  # fmt: skip
    return render(request, "scoreboards/pack.html", context)


@permitted("scoreboards.keep", methods=("POST",))
def sources(request: HttpRequest, pack_id: int) -> HttpResponse:
    """Say where the figures of a pack come from."""
    given = {name.removeprefix("source_"): value for name, value in request.POST.items() if name.startswith("source_")}
    return done(
        request,
        lambda: operations.set_sources(pack_id=pack_id, sources=given, by=actor_of(request), at=timezone.now()),
        _("已保存取数来源。"), "scoreboards:pack", pack_id=pack_id,
    )  # fmt: skip


@permitted("scoreboards.approve", methods=("POST",))
def decide(request: HttpRequest, pack_id: int) -> HttpResponse:
    """Approve a pack from a day on, or reject it saying why."""
    given, of = request.POST, {"pack_id": pack_id, "by": actor_of(request), "at": timezone.now()}
    approve, note = given.get("answer") == "approve", given.get("reason", "")
    first = day_of(given.get("valid_from", "")) or timezone.localdate()

    def act() -> None:
        if approve:
            operations.approve_pack(valid_from=first, note_text=note, **of)
        else:
            operations.reject_pack(note_text=note, **of)

    return done(
        request, act, _("已批准公式包。") if approve else _("已驳回公式包。"), "scoreboards:pack", pack_id=pack_id
    )


def _listed(request: HttpRequest, faults: list[str]) -> HttpResponse:
    viewer = actor_of(request)
    rows = queries.packs(viewer, today=timezone.localdate())
    shown = [
        {
            "id": each.id, "title": each.title if words.chinese() else each.title_en, "code": each.code, "year": each.year,
            "example": each.example, "state": words.decisions()[each.state], "badge": words.STATE_BADGES[each.state],
            "valid_from": each.valid_from, "in_force": each.in_force, "made_by": each.made_by, "approved_by": each.approved_by,
            "digest": each.digest[:12], "page": f"/scoreboards/packs/{each.id}/",
        }
        for each in rows
    ]  # fmt: skip
    context = {"rows": shown, "columns": _columns(), "faults": faults, "may_keep": viewer.may("scoreboards.keep")}
    return render(request, "scoreboards/packs.html", context, status=422 if faults else 200)


def _columns() -> tuple[Column, ...]:
    return (
        Column("title", _("公式包"), "link", "grow", href="page", card="title"), Column("year", _("年度"), "text", "sm"),
        Column("state", _("状态"), "badge", "md"), Column("valid_from", _("施行"), "day", "md"),
        Column("made_by", _("上传"), width="sm"), Column("approved_by", _("批准"), width="sm"),
        Column("digest", _("摘要"), width="md"),
    )  # fmt: skip


def _line_columns() -> tuple[Column, ...]:
    return (
        Column("title", _("指标"), width="grow", card="title"), Column("formula", _("算法"), width="md"),
        Column("weights", _("权重"), width="lg"), Column("cap", _("封顶倍数"), "number", "sm"),
        Column("source", _("取数来源"), width="xl", card="wide"),
    )  # fmt: skip
