"""What a first version in Django would be: sessions and sign-in by Django, model instances, an exact count, icontains, a
Django template, no index of its own. Its pages run through Django's handler like those of the product.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.test import Client
from django.test.utils import override_settings
from django.urls import path
from django.utils import timezone


class NaiveProject(models.Model):
    """The same projects in a table that has only the indexes which Django makes by itself."""

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=200)
    unit = models.ForeignKey("people.Unit", on_delete=models.DO_NOTHING, related_name="+")
    officer = models.ForeignKey("people.Person", null=True, on_delete=models.DO_NOTHING, related_name="+")
    track = models.CharField(max_length=40)
    company = models.ForeignKey("companies.Company", null=True, on_delete=models.DO_NOTHING, related_name="+")
    company_name = models.CharField(max_length=160)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    binding = models.CharField(max_length=10)
    stage_claimed = models.CharField(max_length=12)
    stage_confirmed = models.CharField(max_length=12, null=True)
    side_state = models.CharField(max_length=12)
    signed_date = models.DateField(null=True)
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "projects"
        managed = False
        db_table = "projects_naive"

    def __str__(self) -> str:
        return self.name


PAGE = Engine(libraries={}).from_string("""
<table>{% for p in page %}<tr><td><a href="/projects/{{ p.id }}/">{{ p.name }}</a> {{ p.code }}</td><td>{{ p.company_name }}</td>
<td>{{ p.track }}</td><td>{{ p.unit.name }}</td><td>{{ p.stage_claimed }} {{ p.stage_confirmed|default:"" }}</td>
<td>{{ p.amount|default:"" }}</td><td>{{ p.binding }}</td><td>{{ p.signed_date|date:"Y-m-d" }}</td><td>{{ p.officer.name }}</td>
<td>{{ p.changed_at|date:"Y-m-d" }}</td></tr>{% endfor %}</table><p>{{ page.paginator.count }}</p>
""")
BOARD = Engine(libraries={}).from_string(
    "{% for r in rows %}{{ r.unit }} {{ r.stage_claimed }} {{ r.projects }} {{ r.total }}\n{% endfor %}"
)


@login_required
def listed(request: HttpRequest) -> HttpResponse:
    """Show a page of 50, newest first, with the exact count."""
    rows = NaiveProject.objects.filter(withdrawn_at=None).select_related("unit", "officer")
    for name, column in (("unit", "unit_id"), ("track", "track"), ("stage", "stage_claimed")):
        if request.GET.get(name):
            rows = rows.filter(**{column: request.GET[name]})
    if text := request.GET.get("q"):
        rows = rows.filter(Q(name__icontains=text) | Q(company_name__icontains=text))
    paginator = Paginator(rows.order_by("-changed_at", "-id"), 50)
    return HttpResponse(PAGE.render(Context({"page": paginator.get_page(request.GET.get("page"))})))


@login_required
def detail(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show one row's columns."""
    found = NaiveProject.objects.filter(pk=project_id).select_related("unit", "officer")
    return HttpResponse(PAGE.render(Context({"page": list(found)})))


@login_required
def board(request: HttpRequest) -> HttpResponse:
    """Show counts and sums per unit and stage by an aggregation over all rows."""
    groups = NaiveProject.objects.filter(withdrawn_at=None).values("unit", "stage_claimed", "stage_confirmed")
    rows = list(groups.annotate(projects=Count("id"), total=Sum("amount")).order_by())
    return HttpResponse(BOARD.render(Context({"rows": rows})))


@login_required
def create(request: HttpRequest) -> HttpResponse:
    """Save one row after looking for its name."""
    naive_create(int(request.GET["unit"]))
    return HttpResponse(status=204)


urlpatterns = [
    path("list", listed),
    path("projects/<int:project_id>", detail),
    path("board", board),
    path("create", create),
]
PLAIN = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]


def pages(account: object) -> Callable[[str], Callable[[], object]]:
    """Give a function from an address to a call of that naive page, signed in as an account."""
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    settings = override_settings(ROOT_URLCONF="bench.naive", MIDDLEWARE=PLAIN)

    def page(address: str) -> Callable[[], object]:
        def get() -> None:
            with settings:
                answer = client.get(address)
            assert answer.status_code in (200, 204), answer.status_code

        return get

    with settings:
        client.handler.load_middleware()
    return page


def naive_create(unit_id: int) -> NaiveProject:
    """Save one row after looking for its name."""
    name = f"朴素示例{time.time_ns()}"
    if NaiveProject.objects.filter(name__iexact=name, unit_id=unit_id).exists():
        raise AssertionError(name)
    return NaiveProject.objects.create(
        id=time.time_ns(), code=str(time.time_ns())[-20:], name=name, unit_id=unit_id, track="新能源", company_name="",
        binding="framework", stage_claimed="P7", side_state="", changed_at=timezone.now(),
    )  # fmt: skip
