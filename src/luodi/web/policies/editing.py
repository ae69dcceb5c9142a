"""Writing policies: a new one, its head, a clause by form or as text with a live check, files in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.engines.files import ArchiveLimits, guard_zip
from luodi.policies import operations, queries
from luodi.policies.clause_files import LARGEST
from luodi.policies.refusals import ClauseFileNotUsable
from luodi.values.refusal import NotAllowed, NotFound, Refusal, Stale
from luodi.web.access import actor_of, permitted
from luodi.web.answering import sentence, whole
from luodi.web.policies import saying, words
from luodi.web.policies.form_text import DEFAULTS, clause_form, text_of

MOST_FILES = 60
ZIPPED = ArchiveLimits(entries=4 * MOST_FILES, total_bytes=MOST_FILES * LARGEST)
STARTER = """[policy]
id = ""
kind = "sector"
title = ""
title_en = ""
document = ""
released = {day}
department = ""

[envelopes.fund-{year}]
title = ""
year = {year}
amount = "1000万元"
over = "pro_rata"
"""


@permitted("policies.draft", methods=("GET", "HEAD", "POST"))
def new_policy(request: HttpRequest) -> HttpResponse:
    """Start a policy from its head."""
    today = timezone.localdate()
    text, refused = request.POST.get("text") or STARTER.format(day=today, year=today.year), ""
    if request.method == "POST":
        try:
            made = operations.start_policy(head=text, by=actor_of(request), at=timezone.now())
            messages.success(request, _("政策已建好，接着起草条款。"))
            return redirect("policies:policy", policy_id=made.pk)
        except (NotAllowed, NotFound):
            raise
        except Refusal as said:
            refused = sentence(said)
    context = {"text": text, "refusal": refused, "policy": None}
    return render(request, "policies/head.html", context, status=422 if refused else 200)


@permitted("policies.draft", methods=("GET", "HEAD", "POST"))
def head(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Draft another head of a policy; it is published by another person."""
    viewer, refused = actor_of(request), ""
    page = queries.policy_page(viewer, policy_id)
    if not page.may_edit:
        raise NotFound()  # another unit's to write
    text = request.POST.get("text") or page.head_text
    if request.method == "POST":
        try:
            operations.draft_head(
                policy_id=policy_id, text=text, reason=request.POST.get("reason", ""), by=viewer, at=timezone.now()
            )
            messages.success(request, _("总则草稿已保存，由另一位有权限的人发布。"))
            return redirect("policies:policy", policy_id=policy_id)
        except (NotAllowed, NotFound, Stale):
            raise
        except Refusal as said:
            refused = sentence(said)
    context = {"text": text, "refusal": refused, "policy": page.policy, "reason": request.POST.get("reason", "")}
    return render(request, "policies/head.html", context, status=422 if refused else 200)


@permitted("policies.draft", methods=("GET", "HEAD", "POST"))
def new_clause(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Fill in the form of a new clause; it becomes the clause's text, which the editor shows then."""
    viewer, refused = actor_of(request), ""
    page = queries.policy_page(viewer, policy_id)
    if not page.may_edit:
        raise NotFound()  # another unit's to write
    if request.method == "POST":
        text = text_of(clause_form(request.POST), 1)
        try:
            made = operations.draft_clause(policy_id=policy_id, text=text, by=viewer, at=timezone.now())
            return redirect("policies:edit", clause_pk=made.pk)
        except (NotAllowed, NotFound):
            raise
        except Refusal as said:
            refused = sentence(said)
    today = timezone.localdate()
    first = {
        **DEFAULTS,
        "from": f"{today.year}-01-01",
        "to": f"{today.year + 2}-12-31",
        "department": page.policy.department,
    }
    context = {
        "policy": page.policy, "entered": request.POST if request.method == "POST" else first, "refusal": refused,
        "kinds": list(words.clause_kinds().items()), "modes": list(words.modes().items()),
        "rounds": [(each, each) for each in ("分", "元", "百元", "万元")],
        "round_modes": [("half_up", _("四舍五入")), ("floor", _("向下取整"))],
        "statuses": list(words.statuses().items()), "head": saying.head_parts(page.head_text),
    }  # fmt: skip
    return render(request, "policies/new_clause.html", context, status=422 if refused else 200)


@permitted("policies.draft", methods=("GET", "HEAD", "POST"))
def edit(request: HttpRequest, clause_pk: int) -> HttpResponse:
    """Edit a draft's text; without scripts the button 检查 shows what the live check would."""
    viewer, refused = actor_of(request), ""
    page = queries.clause_page(viewer, clause_pk)
    if not page.may_edit and request.method != "POST":
        raise NotFound()  # another unit's to write
    text = request.POST.get("text", "")[: LARGEST + 1] or page.text
    if request.method == "POST" and request.POST.get("act") != "check":
        try:
            operations.edit_clause(
                clause_pk=clause_pk, edits=whole(request.POST.get("edits")) or 0, text=text,
                remark=request.POST.get("remark", ""), by=viewer, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("草稿已保存。"))
            return redirect("policies:clause", clause_pk=clause_pk)
        except (NotAllowed, NotFound, Stale):
            raise
        except Refusal as said:
            refused = sentence(said)
    context = {
        "page": page, "row": page.row, "text": text, "refusal": refused, "remark": request.POST.get("remark", ""),
        "edits": request.POST.get("edits") or page.edits,
    } | _checked(queries.tried(viewer, page.row.policy_id, text))  # fmt: skip
    return render(request, "policies/edit.html", context, status=422 if refused else 200)


@permitted("policies.draft", methods=("POST",))
def check(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Check a clause's text as it is being written: problems by line and column, cases, fair competition."""
    tried = queries.tried(actor_of(request), policy_id, request.POST.get("text", "")[: LARGEST + 1])
    return render(request, "policies/checked.html", _checked(tried))


def _checked(tried: queries.Tried) -> dict:
    refused = tried.refused
    return {
        "good": tried.good, "problems": saying.problem_rows(tried.judged), "cases": saying.case_rows(tried.judged),
        "said": saying.clause_said(tried.judged), "findings": tried.findings, "words": words,
        "drivers": [words.in_language(zh, en) for zh, en in tried.judged.drivers],
        "unreadable": sentence(refused) if refused else "",
        "unreadable_line": refused.params.get("line", 0) if isinstance(refused, ClauseFileNotUsable) else 0,
    }  # fmt: skip


@permitted("policies.draft", methods=("POST",))
def next_version(request: HttpRequest, clause_pk: int) -> HttpResponse:
    """Draft the next version of a clause from the text of this one."""
    viewer = actor_of(request)
    page = queries.clause_page(viewer, clause_pk)
    number = queries.next_version(page.row.clause_id)
    try:
        text = page.text.replace(f"version = {page.row.version}", f"version = {number}", 1)
        made = operations.draft_clause(policy_id=page.row.policy_id, text=text, by=viewer, at=timezone.now())
    except (NotAllowed, NotFound):
        raise
    except Refusal as said:
        messages.error(request, sentence(said))
        return redirect("policies:clause", clause_pk=clause_pk)
    return redirect("policies:edit", clause_pk=made.pk)


@permitted("policies.draft", methods=("GET", "HEAD", "POST"))
def take_in(request: HttpRequest) -> HttpResponse:
    """Take in policy files: single TOML files, or a folder as a zip file."""
    refused = ""
    if request.method == "POST":
        try:
            taken = operations.import_pack(files=_files(request), by=actor_of(request), at=timezone.now())
            said = _("已导入：新政策 %(p)s 份，起草条款 %(c)s 条，原样保留 %(k)s 条。")
            messages.success(request, said % {"p": taken.started, "c": len(taken.clauses), "k": taken.kept})
            return redirect("policies:index")
        except (NotAllowed, NotFound):
            raise
        except Refusal as said_no:
            refused = sentence(said_no)
    return render(request, "policies/take_in.html", {"refusal": refused}, status=422 if refused else 200)


def _files(request: HttpRequest) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in request.FILES.getlist("file")[:MOST_FILES]:
        data = file.read()
        parts = _unzipped(data) if (file.name or "").endswith(".zip") else {file.name or "policy.toml": data}
        for name, raw in parts.items():
            try:
                found[name.rpartition("/")[2]] = raw.decode("utf-8-sig")
            except UnicodeDecodeError as wrong:
                raise ClauseFileNotUsable(detail=name[:60], line=1) from wrong
    if not found:
        raise ClauseFileNotUsable(detail=".toml", line=0)
    return found


def _unzipped(data: bytes) -> dict[str, bytes]:
    """Unpack the policy files of a zip under limits that hold while it is read.

    :raises Refusal: of `engines.files` for what the archive is not
    """
    folder = guard_zip(data, ZIPPED)
    return {name: folder.read(name) for name in folder.names if name.endswith(".toml")}
