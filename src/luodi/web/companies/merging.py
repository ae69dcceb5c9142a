"""Merging firms: two side by side, field by field, what would follow; and taking a merger back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from luodi.companies import operations, queries
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import sentence, whole

FIELDS = ("name", "credit_code", "foreign_number", "country", "group_name", "unit_id")


def table_words() -> dict[str, str]:
    """Give the tables whose rows may point to a firm or project in words."""
    return {
        "companies.company": _("此前并入的"), "companies.alias": _("别名"), "companies.representative": _("代表"),
        "companies.recognition": _("认定"), "observations.subject": _("归属"), "projects.project": _("项目"),
        "projects.investor": _("投资方"), "meetings.slot": _("批次名额"), "meetings.surplus": _("名单外"),
        "tasks.task": _("任务"), "notices.notice": _("消息"), "agreements.agreement": _("协议"),
        "contacts.investorcontact": _("联系人"), "contacts.visit": _("往来"), "contacts.progress": _("进展"),
        "contacts.comment": _("评论"), "contacts.instruction": _("批示"),
    }  # fmt: skip


def pointed_words(pointed: dict[str, int]) -> str:
    """Word how many rows of each table point to one; tables without a word of their own are added up."""
    words, known = table_words(), {}
    for model, number in pointed.items():
        word = words.get(model, _("其他记录"))
        known[word] = known.get(word, 0) + number
    return "、".join(f"{word} {number}" for word, number in known.items()) or _("无")


@permitted("companies.merge", methods=("GET", "HEAD", "POST"))
def merge(request: HttpRequest, company_id: int) -> HttpResponse:
    """Show a firm beside the one to merge into it; posted, merge."""
    viewer = actor_of(request)
    other_id = whole(request.POST.get("loser") or request.GET.get("with")) or 0
    survivor, loser = queries.merge_sides(first_id=company_id, second_id=other_id, viewer=viewer)
    refusal = None
    if request.method == "POST":
        versions = (whole(request.POST.get("survivor_version")) or 0, whole(request.POST.get("loser_version")) or 0)
        chosen = {name: request.POST.get(name, "survivor") for name in FIELDS}
        try:
            operations.merge_companies(
                survivor_id=company_id, loser_id=other_id, versions=versions, chosen=chosen,
                reason=request.POST.get("reason", ""), by=viewer, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("已合并；原地址会转到这里，随时可以撤销。"))
            return redirect("companies:detail", company_id=company_id)
        except (NotAllowed, NotFound):
            raise
        except Refusal as said:
            refusal = said
    words = {
        "name": _("企业名称"), "credit_code": _("统一社会信用代码"), "foreign_number": _("境外注册号"), "country": _("国别"),
        "group_name": _("所属集团"), "unit_id": _("对应单位"),
    }  # fmt: skip
    shown = {"unit_id": (survivor.unit_name, loser.unit_name)}
    lines = [(name, words[name], *shown.get(name, (getattr(survivor, name), getattr(loser, name)))) for name in FIELDS]
    context = {
        "survivor": survivor, "loser": loser, "lines": lines, "given": request.POST,
        "pointed": (pointed_words(survivor.pointed), pointed_words(loser.pointed)),
        "refusal": refusal.sentence(translation.get_language() or "zh") if refusal else "",
    }  # fmt: skip
    return render(request, "companies/merge.html", context, status=refusal.status if refusal else 200)


@permitted("companies.merge", methods=("POST",))
def undo(request: HttpRequest, merger_id: int) -> HttpResponse:
    """Take a merger back."""
    try:
        row = operations.unmerge_companies(
            merger_id=merger_id, reason=request.POST.get("reason", ""), by=actor_of(request), at=timezone.now()
        )
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        survivor = whole(request.POST.get("survivor"))
        return redirect("companies:detail", company_id=survivor) if survivor else redirect("companies:index")
    messages.success(request, _("合并已撤销，两家企业恢复原样。"))
    return redirect("companies:detail", company_id=row.loser_id)
