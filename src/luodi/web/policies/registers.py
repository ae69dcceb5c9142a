"""Complete lists of firms: who declared which, declared with or without a sheet of the firms on it, taken back."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.policies import operations, queries
from luodi.policies.operations import FactSource
from luodi.policies.refusals import FactRowsWrong
from luodi.policies.register_sheet import listed_in
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, sentence, whole
from luodi.web.policies import words
from luodi.web.tables import Column


@permitted("facts.view", methods=("GET", "HEAD", "POST"))
def registers(request: HttpRequest) -> HttpResponse:
    """List the complete lists; declare another one, with a sheet of the firms on it if there is one."""
    viewer = actor_of(request)
    refused: list[tuple[str, str, str]] = []
    if request.method == "POST":
        if not viewer.may("facts.complete"):
            raise NotAllowed(permission="facts.complete")
        refused = _declared(request)
        if not refused:
            messages.success(request, _("已登记。名单上没有的企业从现在起按“否”“无”“未发生”计算。"))
            return redirect("policies:registers")
    return _page(request, refused, status=422 if refused else 200)


@permitted("facts.complete", methods=("POST",))
def take_back_register(request: HttpRequest, register_id: int) -> HttpResponse:
    """Take a complete list back, with a reason."""
    try:
        operations.take_back_register(
            register_id=register_id, reason=request.POST.get("reason", ""), by=actor_of(request), at=timezone.now()
        )
    except (NotAllowed, NotFound):
        raise
    except Refusal as said:
        return _page(request, [("", sentence(said), "")], status=422)
    messages.success(request, _("已撤回。名单上没有的企业从现在起重新按未知计算。"))
    return redirect("policies:registers")


def _declared(request: HttpRequest) -> list[tuple[str, str, str]]:
    given, file = request.POST, request.FILES.get("file")
    try:
        complete_on = day_of(given.get("complete_on", ""))
        if complete_on is None:
            return [("", _("请填写名单截至哪一天完整。"), "")]
        if not given.get("complete"):
            return [("", _("请勾选“名单是完整的”；不完整的名单请用“导入 Excel”填报。"), "")]
        operations.declare_register(
            field=given.get("field", ""), year=whole(given.get("year")), complete_on=complete_on,
            source=FactSource(given.get("source_kind", "register"), given.get("source", "")), reason=given.get("reason", ""),
            listed=listed_in(file.read(), file.name or "") if file else (), by=actor_of(request), at=timezone.now(),
        )  # fmt: skip
    except (NotAllowed, NotFound):
        raise
    except FactRowsWrong as said:
        return [
            (_("第 %(row)s 行 · %(field)s") % {"row": row, "field": code}, en if words.english() else zh, "")
            for row, code, zh, en in said.rows[:100]
        ]
    except Refusal as said_no:
        return [("", sentence(said_no), "")]
    return []


def _page(request: HttpRequest, refused: list[tuple[str, str, str]], *, status: int = 200) -> HttpResponse:
    viewer = actor_of(request)
    rows = [asdict(each) | {"name": words.field_name(each.field)} for each in queries.registers(viewer)]
    fields = [
        (each.code, f"{each.en if words.english() else each.zh}{_('（分年）') if each.per_year else ''}")
        for each in queries.fields_with_lists()
    ]
    columns = (
        Column("name", _("字段"), width="lg", card="title"), Column("complete_on", _("截至"), width="md"), Column("listed", _("名单上"), "count", "sm"),
        Column("source", _("来源"), width="grow"), Column("reason", _("理由"), width="grow"), Column("declared_by", _("登记"), width="md"), Column("act", "", width="lg"),
    )  # fmt: skip
    context = {
        "rows": rows, "columns": columns, "fields": fields, "refusals": refused, "entered": request.POST, "words": words,
        "sources": list(words.source_kinds().items()), "may_declare": viewer.may("facts.complete"), "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "policies/registers.html", context, status=status)
