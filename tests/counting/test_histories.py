"""Over random histories: the district's total is the sum of its rows, no row counts twice, a duplicate adds nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luodi.counting import operations
from luodi.counting.models import Counted, Particulars, Tally
from luodi.projects.models import Project
from luodi.projects.operations import set_side_state, withdraw_projects
from luodi.values.refusal import Refusal
from tests.given import counting as scenes
from tests.given.people import NOW, SET_UP, district

pytestmark = pytest.mark.django_db
FIRMS = ("澄川半导体有限公司", "远山医药有限公司")
NAMES = ("芯片封装基地项目", "芯片封装基地二期项目", "芯片封装增资扩产项目", "创新药总部项目")
STEP = st.tuples(
    st.sampled_from(["sign", "duplicate", "phase", "increment", "move", "withdraw", "lose", "explain"]),
    st.integers(0, 7),
    st.integers(1, 9),
)


def total() -> tuple[int, Decimal]:
    """Give number and amount of what the district counts as signed contracts, from the sums."""
    rows = Tally.objects.filter(measure="signed", counts=True).aggregate(n=Sum("number"), a=Sum("amount"))
    return rows["n"] or 0, rows["a"] or Decimal(0)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, min_size=3, max_size=12))
def test_the_total_is_the_sum_of_its_rows_and_a_duplicate_never_raises_it(db_scene, history):
    for place, (kind, which, size) in enumerate(history):
        act(db_scene, kind, which, size, NOW + timedelta(minutes=place))
        check()
    clean(db_scene)


def act(scene, kind, which, size, at):
    live = list(Project.objects.filter(withdrawn_at=None).order_by("pk"))
    project = live[which % len(live)] if live else None
    try:
        if kind == "sign" or project is None:
            unit, by = (("临河街道", "river"), ("望山街道", "hill"))[which % 2]
            scenes.signed(
                scene, NAMES[size % 4], amount=str(size * 10_000_000), company_name=FIRMS[which % 2], unit=unit, by=by, at=at
            )  # fmt: skip
        elif kind == "duplicate":
            before = total()
            scenes.signed(
                scene, project.name, amount=str(size * 50_000_000), company_name=project.company_name, at=at,
                binding=project.binding, signed_date=date(2024, 1, 1),
            )  # fmt: skip
            assert total() <= before and total()[1] <= before[1]
        elif kind in ("phase", "increment"):
            link(scene, project, live[size % len(live)], kind, size, at)
        elif kind == "move":
            Project.objects.filter(pk=project.pk).update(unit=scene.units["望山街道"])
        elif kind == "withdraw":
            withdraw_projects(ids=[project.pk], reason="撤回", by=SET_UP, at=at)
        elif kind == "lose":
            set_side_state(
                project_id=project.pk, side_state="lost", reason="流失", version=project.version, by=SET_UP, at=at
            )
        elif kind == "explain" and (found := scenes.findings(project)):
            finding = found[min(found)]
            question = operations.ask_about_finding(finding_id=finding.pk, text="?", by=SET_UP, at=at)
            operations.answer_question(question_id=question.pk, version=1, text="!", by=SET_UP, at=at)
            decide = operations.explain_question if size % 2 else operations.uphold_question
            decide(question_id=question.pk, version=2, text=".", by=SET_UP, at=at)
    except Refusal:
        pass
    if project is not None:
        operations.recheck(project_ids=[project.pk], by=SET_UP, at=at)


def link(scene, project, other, kind, size, at):
    known = Particulars.objects.filter(project=project).values_list("version", flat=True).first() or 0
    values = {"phase_of": other.pk, "phase_included": bool(size % 2)}
    if kind == "increment":
        values = {"increment_of": other.pk, "increment_amount": Decimal(size * 1_000_000)}
    operations.state_particulars(project_id=project.pk, values=values, source="批复", version=known, by=SET_UP, at=at)


def check():
    rows = Counted.objects.filter(measure="signed", counts=True)
    found = rows.aggregate(n=Sum("number"), a=Sum("amount"))
    assert total() == (found["n"] or 0, found["a"] or Decimal(0))
    assert rows.count() == rows.values("project").distinct().count()
    assert not Counted.objects.filter(project__withdrawn_at__isnull=False).exists()
    units = Tally.objects.filter(measure="signed", counts=True).values("unit_id").annotate(a=Sum("amount"))
    assert sum((row["a"] for row in units), Decimal(0)) == total()[1]


def clean(scene):
    """Leave nothing countable behind for the next history, which shares the district."""
    ids = list(Project.objects.filter(withdrawn_at=None).values_list("pk", flat=True))
    withdraw_projects(ids=ids, reason="下一段历史", by=SET_UP, at=NOW)
    operations.recheck(project_ids=ids, by=SET_UP, at=NOW)
    assert total() == (0, 0)


@pytest.fixture
def db_scene():
    scenes.parameters()
    return district()
