"""The pages of screenings and simulations, and what one firm is due: totals for all, firms for who sees them."""

import pytest

from luodi.policies import operations
from luodi.policies.models import Screening, Simulation
from tests.given import observed
from tests.given import policies as given
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, SET_UP, district


@pytest.fixture
@kept
def scene(db):
    found = district()
    given.people(found)
    found.policy, found.clause = given.published(found)
    found.draft = given.draft(
        found, found.policy, given.RD.replace("rd-spend", "rd-grown").replace("100万元 and", "80万元 and")
    )
    found.firm, found.other = given.firm(found), given.firm(found, "示例乙公司")
    observed.consented(found, observed.firm(found, found.firm))
    for field, value, year in (
        ("研发费用", "2600万元", 2024),
        ("研发费用", "1800万元", 2023),
        ("行业代码", "I65", 2024),
    ):
        given.fact(found, found.firm, field, value, year=year, by="river")
    given.fact(found, found.other, "行业代码", "C27", by="river")
    return found


def said(scene, address, who="bureau", **fields) -> str:
    answer = signed_in(scene.accounts[who]).get(address, fields)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_screening_is_asked_for_followed_read_and_exported(scene):
    client = signed_in(scene.accounts["bureau"])
    asked = client.post("/screenings/", {"year": "2024", "as_of": "2025-03-08"})
    row = Screening.objects.get()
    assert asked.status_code == 302 and "排队中" in said(scene, asked.url)
    operations.screen_all(screening_id=row.pk, by=SET_UP, at=NOW)
    text = said(scene, asked.url)
    assert "研发投入补助" in text and "100万元" in text and "科技专项资金" in text
    results = said(scene, f"/screenings/{row.pk}/results", status="maybe", sort="company")
    assert "示例乙公司" in results and "示例甲公司" not in results
    hidden = said(scene, f"/screenings/{row.pk}/results", "finance")
    assert "示例甲公司" not in hidden and "另有 2 项不在您的可见范围内" in hidden
    out = client.get(f"/screenings/{row.pk}/export")
    assert out.status_code == 200 and out["Content-Type"].endswith("sheet")
    assert "2024 年度" in said(scene, "/screenings/")
    assert client.post("/screenings/", {"year": "2024"}).status_code == 302
    assert client.post("/screenings/", {"year": "2024"}).status_code == 422


def test_a_draft_is_simulated_and_its_thresholds_moved(scene):
    client = signed_in(scene.accounts["bureau"])
    asked = client.post("/simulations/", {"year": "2024", "clause": [scene.draft.pk], "as_of": "2025-03-08"})
    row = Simulation.objects.get()
    operations.run_simulation(simulation_id=row.pk, by=SET_UP, at=NOW)
    text = said(scene, asked.url)
    for words in ("现行政策", "全部草稿", "门槛动一动", "80万元", "得益企业", "按产业"):
        assert words in text
    assert "不在您的可见范围内" in said(scene, asked.url, "finance")
    assert client.post("/simulations/", {"year": "2024"}).status_code == 422
    assert signed_in(scene.accounts["river"]).get("/simulations/").status_code == 403


def test_a_firm_sees_why_it_is_due_and_secret_values_stay_out(scene):
    page = f"/facts/{scene.firm.pk}/due"
    text = said(scene, page, "riverhead", year=2024)
    assert "研发投入补助" in text and "100万元" in text and "2600万元" in text
    assert signed_in(scene.accounts["hill"]).get(page, {"year": 2024}).status_code == 404
    other = said(scene, f"/facts/{scene.other.pk}/due", "riverhead", year=2024)
    assert "待补材料" in other and "加计扣除备案" in other
