"""Where one's notices go besides the inbox, what went there, and the rules of early warning."""

from datetime import time

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.alerts.queries import rule_rows
from luodi.alerts.rules import ROLES
from luodi.notices import operations, queries
from luodi.notices.operations import ChannelTerms
from luodi.notices.sending import robots
from luodi.people.queries.units import role_word
from luodi.values.refusal import NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import done, sentence, whole
from luodi.web.observed.words import language
from luodi.web.tables import Column

STATES = {"waiting": "amber", "sending": "blue", "sent": "green", "failed": "red"}


@permitted("desk.view", methods=("GET", "HEAD", "POST"))
def channels(request: HttpRequest) -> HttpResponse:
    """Show one's channels and what went on them; set one on POST."""
    viewer, refused = actor_of(request), None
    if request.method == "POST":
        try:
            _set(request)
        except NotFound:
            raise
        except Refusal as refusal:
            refused = refusal
        else:
            messages.success(request, _("已保存；可以发一条测试消息看看能不能收到。"))
            return redirect("notices:channels")
    kinds, states = _kinds(), _states()
    context = {
        "rows": [{"word": kinds[each.kind], "row": each} for each in queries.channels(viewer)],
        "deliveries": [
            {"word": kinds[each.kind], "state": states[each.state], "badge": STATES[each.state], "row": each}
            for each in queries.deliveries(viewer)
        ],
        "columns": _columns(), "kinds": list(kinds.items()), "entered": request.POST, "mail": bool(settings.EMAIL_HOST),
        "rhythms": [("soon", _("随到随发（十分钟合并一次）")), ("daily", _("每天一封汇总"))],
        "refusal": sentence(refused) if refused else "",
    }  # fmt: skip
    return render(request, "notices/channels.html", context, status=refused.status if refused else 200)


@permitted("desk.view", methods=("POST",))
def switch(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Switch a channel off or on."""
    on = request.POST.get("to") == "on"
    return _done(
        request,
        channel_id,
        lambda **of: operations.switch_channel(active=on, **of),
        _("已启用。") if on else _("已停用。"),
    )


@permitted("desk.view", methods=("POST",))
def try_out(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Put a test message on a channel."""
    return _done(request, channel_id, operations.try_channel, _("测试消息已排队，几分钟内发出；结果见下面的记录。"))


@permitted("desk.view")
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rules of early warning, with how often each struck."""
    viewer = actor_of(request)
    words = {"unit": _("责任单位")} | {key: role_word(role, viewer.language) for key, role in ROLES.items()}
    columns = (
        Column("title", _("规则"), width="grow", card="title"), Column("days", _("天数"), "count", "sm"),
        Column("to", _("告知"), width="xl"), Column("struck", _("累计预警"), "count", "md"), Column("last", _("最近"), "day", "md"),
    )  # fmt: skip
    rows = [
        {
            "title": each.title, "days": each.days, "to": "、".join(words[one] for one in each.to), "struck": each.struck,
            "last": each.last, "parameter": each.parameter,
        }
        for each in rule_rows(viewer, today=timezone.localdate())
    ]  # fmt: skip
    return render(request, "notices/rules.html", {"rows": rows, "columns": columns})


def _set(request: HttpRequest) -> None:
    given = request.POST
    terms = ChannelTerms(
        given.get("rhythm", ""), _time(given.get("digest_at"), time(8, 30)), _time(given.get("quiet_from"), time(21)),
        _time(given.get("quiet_to"), time(8)),
    )  # fmt: skip
    operations.set_channel(
        kind=given.get("kind", ""), address=given.get("address", ""), secret=given.get("secret", ""), terms=terms,
        channel_id=whole(given.get("channel")), version=whole(given.get("version")) or 0, by=actor_of(request),
        at=timezone.now(),
    )  # fmt: skip


def _done(request: HttpRequest, channel_id: int, act, said: str) -> HttpResponse:
    version = whole(request.POST.get("version")) or 0
    return done(
        request, lambda: act(channel_id=channel_id, version=version, by=actor_of(request), at=timezone.now()), said,
        "notices:channels",
    )  # fmt: skip


def _time(text: str | None, default: time) -> time:
    try:
        return time.fromisoformat(text or "")
    except ValueError:
        return default


def _kinds() -> dict[str, str]:
    english = not language().startswith("zh")
    return {"mail": _("邮件")} | {kind: each.en if english else each.zh for kind, each in robots().items()}


def _states() -> dict[str, str]:
    return {"waiting": _("待发"), "sending": _("发送中"), "sent": _("已送达"), "failed": _("没有送到")}


def _columns() -> tuple[Column, ...]:
    return (
        Column("made", _("时间"), "moment", "lg"), Column("kind", _("方式"), width="ml"),
        Column("text", _("内容"), width="grow", card="title"), Column("tries", _("次数"), "count", "sm"),
        Column("state", _("状态"), "badge", "md"), Column("error", _("原因"), width="xl", card="wide"),
    )  # fmt: skip
