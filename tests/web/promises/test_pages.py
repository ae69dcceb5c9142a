"""Pages of promises: the lamp in the list, the source behind each figure, looking back, and who sees nothing."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi.promises.operations import Parties
from tests.given import observed
from tests.given import promised as given
from tests.given import transfers as given_transfers
from tests.given.browsing import signed_in
from tests.given.people import district
from tests.given.promised import term


@pytest.fixture
def scene(db):
    found = district()
    given_transfers.parameters()
    return found


def text_of(scene, address, who="river"):
    answer = signed_in(scene.accounts[who]).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_promise_stands_in_the_list_with_its_lamp_and_leads_to_each_source(scene):
    one = observed.subject(scene)
    assert "还没有承诺" in text_of(scene, "/promises/")
    row = given.promise(
        scene, one, terms=[term(2024, "12000000")],
        parties=Parties(promisor_unit_id=one.unit_id, beneficiary_unit_id=scene.units["望山街道"].pk),
    )  # fmt: skip
    seen = observed.verified(scene, one, "1200")
    given.approved(scene, given.supplement(scene, row, [term(2024, "24000000")]))
    given.act(scene, row, "moved", date(2025, 6, 30))
    listed = text_of(scene, "/promises/?lamp=red&sort=-due")
    assert "示例澄波项目" in listed and "未兑现" in listed and f"/promises/{row.pk}/" in listed
    page = text_of(scene, f"/promises/{row.pk}/")
    assert f"/observations/{seen.series_id}/" in page and "完成50.0%" in page
    assert "补充约定" in page and "到期日顺延" in page and "土地交付延后" in page
    other = text_of(scene, f"/promises/{row.pk}/", "hill")
    assert "完成50.0%" not in other and f"/observations/{seen.series_id}/" not in other and "未兑现" in other
    assert signed_in(scene.accounts["river"]).get(f"/promises/{row.pk}/?at=2025-03-07").status_code == 404


def test_strangers_to_it_find_nothing_and_the_list_costs_the_same_for_many(scene):
    one = observed.subject(scene)
    row = given.promise(scene, one)
    assert signed_in(scene.accounts["hill"]).get(f"/promises/{row.pk}/").status_code == 404
    assert signed_in(scene.accounts["sysadmin"]).get("/promises/").status_code == 403
    river = signed_in(scene.accounts["river"])

    def statements():
        with CaptureQueriesContext(connection) as found:
            assert river.get("/promises/").status_code == 200
        return len(found)

    river.get("/promises/")
    first = statements()
    for _ in range(9):
        given.promise(scene, one)
    assert statements() == first
