"""The search page: what was found, by kind."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.cockpit.search import CAP, search
from luodi.web.access import actor_of, permitted

PLACES = {
    "projects": ("projects:detail", "project_id", "projects:index", "ledger"),
    "companies": ("companies:detail", "company_id", "companies:index", "company"),
    "documents": ("documents:detail", "document_id", "documents:index", "document"),
    "people": ("people:person", "person_id", "people:persons", "person"),
    "units": ("people:unit", "unit_id", "people:index", "people"),
}


@permitted("search.view")
def index(request: HttpRequest) -> HttpResponse:
    """Show what a search finds among projects, firms, documents, persons and units."""
    found = search(viewer=actor_of(request), text=request.GET.get("q", ""), today=timezone.localdate())
    words = {
        "projects": _("项目"), "companies": _("企业"), "documents": _("文档"), "people": _("人员"), "units": _("单位"),
    }  # fmt: skip
    groups = [
        {
            "kind": group.kind,
            "word": words[group.kind],
            "icon": PLACES[group.kind][3],
            "hits": [(hit.title, hit.note, _address(group.kind, hit.id)) for hit in group.hits],
            "total": group.total,
            "all": _all(group.kind, found.text),
        }
        for group in found.groups
    ]
    context = {
        "found": found,
        "groups": groups,
        "cap": CAP,
        "shell_query": found.text,
        "page_keys": [("↑ ↓", _("在结果间移动"))],
    }
    return render(request, "search/index.html", context)


def _address(kind: str, pk: int) -> str:
    name, key, _list, _icon = PLACES[kind]
    try:
        return reverse(name, kwargs={key: pk})
    except NoReverseMatch:
        return ""


def _all(kind: str, text: str) -> str:
    try:
        return reverse(PLACES[kind][2]) + "?" + urlencode({"q": text})
    except NoReverseMatch:
        return ""
