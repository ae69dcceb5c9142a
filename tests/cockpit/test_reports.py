"""Reports to the city and the province: each figure with its projects, claimed and confirmed apart, frozen with a hash."""

import hashlib
import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from luodi.cockpit.reports import period_of, report
from luodi.documents import storage
from luodi.documents.models import Document
from luodi.journal.models import Line
from luodi.projects.operations import confirm_stage
from luodi.values.refusal import NotAllowed, NotFound
from tests.given import projects
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, district

pytestmark = pytest.mark.django_db
MARCH = {"first": date(2025, 3, 1), "end": date(2025, 4, 1)}


@pytest.fixture
@kept
def scene():
    scene = district()
    sure = projects.project(scene, "澄川医药总部项目", amount=projects.yi("2"), binding="binding")
    confirm_stage(project_id=sure.pk, evidence="协议编号 1", by=scene.actor("bureau"), at=NOW)
    projects.project(scene, "望山云谷项目", unit="望山街道", by="hill", amount=projects.yi("1"), binding="binding")
    projects.project(scene, "只有框架的项目", binding="framework")
    projects.project(scene, "没有金额的项目", binding="binding")
    return scene


def test_counts_events_of_the_period_claimed_and_confirmed_apart(scene):
    found = report(viewer=scene.actor("bureau"), template="city_monthly", **MARCH)
    signed, framework = found.total[0], found.total[1]
    assert (signed.projects, signed.amount, signed.confirmed, signed.confirmed_amount) == (
        3, Decimal(300_000_000), 1, Decimal(200_000_000),
    )  # fmt: skip
    assert framework.projects == 1
    assert sum(cells[0].projects for _, cells in found.lines) == signed.projects
    assert len([source for source in found.sources if source.figure == "signed"]) == signed.projects


def test_knows_months_and_quarters(scene):
    assert period_of("month", date(2025, 1, 15)) == (date(2024, 12, 1), date(2025, 1, 1))
    assert period_of("quarter", date(2025, 5, 15)) == (date(2025, 1, 1), date(2025, 4, 1))
    assert (
        report(
            viewer=scene.actor("bureau"), template="city_monthly", first=date(2025, 2, 1), end=date(2025, 3, 1)
        ).sources
        == ()
    )


def test_is_for_those_who_report(scene):
    for name in ("river", "leader", "finance"):
        with pytest.raises(NotAllowed):
            report(viewer=scene.actor(name), template="city_monthly", **MARCH)
    with pytest.raises(NotFound):
        report(viewer=scene.actor("bureau"), template="none", **MARCH)
    assert signed_in(scene.accounts["river"]).get("/reports/").status_code == 403


def test_is_filed_with_its_number_and_every_source(scene):
    bureau = signed_in(scene.accounts["bureau"])
    assert (
        "澄川医药总部项目"
        in bureau.get("/reports/?template=city_monthly&first=2025-03-01&last=2025-03-31").content.decode()
    )
    answer = bureau.post("/reports/file/", {"template": "city_monthly", "first": "2025-03-01", "last": "2025-03-31"})
    document, line = Document.objects.get(), Line.objects.get(event="report.filed")
    assert answer["Location"] == f"/documents/{document.pk}/" and document.data_class == "sensitive"
    data = storage.open_bytes(document.file_id, document.file_name)
    assert hashlib.sha256(data).hexdigest() == document.file_id
    book = load_workbook(io.BytesIO(data))
    assert str(line.pk) in book["报表"]["A2"].value and str(line.pk) in book["来源"]["A2"].value
    rows = list(book["来源"].iter_rows(min_row=5, values_only=True))
    assert len(rows) == 4 and line.facts["figures"]["signed"] == 3
    assert {cell.data_type for row in book["来源"].iter_rows() for cell in row if cell.value is not None} <= {
        "s",
        "n",
        "d",
    }


@pytest.mark.parametrize("query", ["?first=x&last=y", "?template=evil", "?first=2025-04-01&last=2025-03-01"])
def test_takes_any_question(scene, query):
    assert signed_in(scene.accounts["bureau"]).get(f"/reports/{query}").status_code == 200
