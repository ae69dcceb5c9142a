"""The pages of one project, as tabs: each part has a page of its own at /projects/<id>/…, built in the part's folder."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luodi.values.actor import Actor


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of a project: the name of its address (with `project_id`), its label, the permission it needs."""

    page: str
    label: object
    permission: str


TABS = (
    Tab("projects:detail", _("概况"), "projects.view"),
    Tab("projects:gates", _("关口与意见"), "projects.view"),
    Tab("leads:project", _("首谈报备"), "leads.view"),
    Tab("contacts:project", _("往来与进展"), "contacts.view"),
    Tab("agreements:project", _("协议"), "agreements.view"),
    Tab("reviews:project", _("公平竞争审查"), "reviews.view"),
    Tab("observations:project", _("归属与分成"), "credit.view"),
    Tab("promises:project", _("承诺"), "promises.view"),
    Tab("observed:project", _("实绩"), "observations.view"),
    Tab("counting:project", _("数据质疑"), "counting.view"),
)


def project_tabs(viewer: Actor, project_id: int, current: str) -> list[tuple[str, str, bool, int | None]]:
    """Give the tabs that the viewer may open as (label, address, active, count), as `tabs()` of the layout takes them.

    `current` is the name of the page shown. A project with one page only has no tabs.
    """
    found = []
    for tab in TABS:
        if not viewer.may(tab.permission):
            continue
        try:
            address = reverse(tab.page, kwargs={"project_id": project_id})
        except NoReverseMatch:
            continue
        found.append((gettext(str(tab.label)), address, tab.page == current, None))
    return found if len(found) > 1 else []
