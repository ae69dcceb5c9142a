"""The side menu: which pages there are, under which heading, and the permission each needs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the menu. `page` names a URL; `part` lights the line up on every page of that namespace."""

    page: str
    label: object
    icon: str
    permission: str = ""

    @property
    def part(self) -> str:
        """Give the URL namespace that the line stands for ("projects:board" → "projects")."""
        return self.page.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its lines; the first section has none."""

    label: object
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A menu line as one reader sees it."""

    label: str
    icon: str
    href: str
    active: bool


MENU: tuple[Section, ...] = (
    Section(
        "",
        (
            Item("desk:index", _("工作台"), "desk", "desk.view"),
            Item("waiting:index", _("等我处理"), "claim", "desk.view"),
            Item("cockpit:index", _("驾驶舱"), "cockpit", "cockpit.view"),
            Item("landing_time:index", _("落地用时"), "board", "cockpit.view"),
        ),
    ),
    Section(
        _("项目招引"),
        (
            Item("documents:index", _("文档"), "document", "documents.view"),
            Item("projects:index", _("项目台账"), "ledger", "projects.view"),
            Item("projects:board", _("看板"), "board", "projects.view"),
            Item("gates:board", _("关口看板"), "check", "projects.view"),
            Item("leads:index", _("线索与首谈"), "flag", "leads.view"),
            Item("contacts:index", _("往来与进展"), "person", "contacts.view"),
            Item("agreements:index", _("协议"), "document", "agreements.view"),
            Item("reviews:index", _("公平竞争审查"), "check", "reviews.view"),
            Item("observations:index", _("流转与分成"), "arrow-right", "credit.view"),
            Item("counting:index", _("数据质疑"), "search", "counting.view"),
            Item("reports:index", _("上报报表"), "excel", "projects.report"),
            Item("companies:index", _("企业库"), "company", "companies.view"),
        ),
    ),
    Section(
        _("承诺与实绩"),
        (
            Item("promises:index", _("承诺"), "board", "promises.view"),
            Item("promises:plans", _("目标计划"), "flag", "promises.view"),
            Item("scoreboards:index", _("考核榜"), "board", "scoreboards.view"),
            Item("observed:index", _("实绩"), "check", "observations.view"),
            Item("observed:returns", _("季度报表"), "excel", "observations.view"),
            Item("observed:indicators", _("指标"), "ledger", "observations.view"),
        ),
    ),
    Section(
        _("政策兑现"),
        (
            Item("policies:index", _("政策库"), "document", "policies.view"),
            Item("policies:firms", _("企业数据"), "company", "facts.view"),
            Item("policies:screenings", _("全量匹配"), "search", "policies.screen"),
            Item("policies:simulations", _("政策测算"), "board", "policies.screen"),
            Item("claims:index", _("兑现工作台"), "task", "claims.view"),
            Item("claims:envelopes", _("资金池"), "ledger", "claims.view"),
            Item("claims:batches", _("支付批次"), "excel", "claims.view"),
            Item("claims:mine_index", _("我能享受什么"), "company", "claims.own"),
        ),
    ),
    Section(
        _("会议与推进"),
        (
            Item("meetings:index", _("会议与批次"), "meeting", "meetings.view"),
            Item("campaigns:index", _("专项行动"), "flag", "campaigns.view"),
            Item("tasks:index", _("任务与督办"), "task", "tasks.view"),
            Item("tasks:desk", _("督办台"), "flag", "tasks.view"),
        ),
    ),
    Section(
        _("组织与留痕"),
        (
            Item("people:index", _("单位与人员"), "people", "units.view"),
            Item("journal:index", _("操作留痕"), "journal", "journal.view"),
            Item("settings:index", _("设置"), "settings", "people.set_up"),
            Item("gallery:index", _("界面组件"), "gallery", "people.set_up"),
        ),
    ),
)


def menu_for(may: Callable[[str], bool], *, current: str = "") -> list[tuple[str, list[Line]]]:
    """List the sections that a reader may open, as (heading, lines); pages that are not installed are left out.

    `may` answers for one permission name; `current` is the view name of the page shown ("projects:board").
    """
    wanted = active_page(current)
    shown = []
    for section in MENU:
        lines = [
            Line(str(item.label), item.icon, href, item.page == wanted)
            for item in section.items
            if (not item.permission or may(item.permission)) and (href := _address(item.page))
        ]
        if lines:
            shown.append((gettext(str(section.label)) if section.label else "", lines))
    return shown


def active_page(current: str) -> str:
    """Name the menu page that lights up for a view: itself if it has a line, else the first line of its namespace."""
    items = [item for section in MENU for item in section.items]
    if any(item.page == current for item in items):
        return current
    part = current.partition(":")[0]
    return next((item.page for item in items if part and item.part == part), "")


@cache
def _address(page: str) -> str:
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""
