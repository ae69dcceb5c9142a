"""Pages of scoreboards: the handbook's 99.67 with its sources, a pack's faults, an appeal and its answer, and who sees what."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from luodi.scoreboards.models import Appeal, Board, Figure, Pack
from tests.given import scored as given
from tests.given.browsing import signed_in
from tests.given.kept import held, laid_out
from tests.scoreboards.test_scoreboards import build


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker, tmp_path_factory):
    """Build example 1 once for the module."""
    with (
        django_db_blocker.unblock(),
        held(lambda: laid_out("example 1", build), tmp_path_factory.mktemp("files")) as found,
    ):
        yield found


@pytest.fixture
def scene(kept, django_db_blocker):
    """Give the scene; what a test writes is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield kept[0]
        transaction.set_rollback(True)


@pytest.fixture
def board(scene, kept):
    return Board.objects.select_related("pack").get(pk=kept[1].pk)


def text_of(scene, address, who="bureau", status=200):
    answer = signed_in(scene.accounts[who]).get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_the_board_shows_9967_with_lamps_raw_points_and_the_way_to_each_source(scene, board):
    page = text_of(scene, f"/scoreboards/{board.pk}/?sort=-signed")
    assert (
        "99.67" in page
        and "未封顶" in page
        and "18.75" in page
        and "绿灯3 黄灯4" in page
        and "草稿只有投促局能看" in page
    )
    river = scene.units["临河街道"].pk
    unit = text_of(scene, f"/scoreboards/{board.pk}/units/{river}/?indicator=fixed_assets&more=100000000")
    assert (
        "总分99.67，第1名，居本类首位" in unit
        and "9.00亿元" in unit.replace(" ", "").replace("\n", "")
        and "/promises/" in unit
    )
    assert "再增加100000000" in unit and "投促局月度台账第 6 期" in unit and "总部企业落户" in unit
    early = text_of(scene, f"/scoreboards/{board.pk}/?at=2025-07-01")
    assert "99.67" not in early and "不是正式的榜" in early
    assert "99.67" in text_of(scene, f"/scoreboards/{board.pk}/?at=2025-07-07")


def test_the_excel_file_has_the_districts_form(scene, board):
    answer = signed_in(scene.accounts["bureau"]).get(f"/scoreboards/{board.pk}/export")
    sheet = load_workbook(BytesIO(answer.content)).active
    heads = [cell.value for cell in sheet[3]]
    assert heads[:2] == ["排名", "单位"] and heads[-3:] == ["加减分", "总分", "灯"] and len(heads) == 12
    first = [cell.value for cell in sheet[4]]
    assert first[:3] == [1, "临河街道", 18] and first[-3:-1] == [2, 99.67] and "实际使用外资黄灯" in first[-1]


def test_units_see_a_board_once_it_is_shown_and_the_page_costs_the_same(scene, board):
    address = f"/scoreboards/{board.pk}/"
    assert "还没有公示的榜单" in text_of(scene, "/scoreboards/", "river")
    text_of(scene, address, "river", 404)
    text_of(scene, f"{address}figures", "river", 403)
    text_of(scene, "/scoreboards/", "sysadmin", 403)
    given.shown(scene, board)
    page = text_of(scene, address, "hill")
    assert "公示中" in page and "填报与加减分" not in page
    river = text_of(scene, f"{address}units/{scene.units['临河街道'].pk}/", "hill")
    assert "99.67" in river and "/promises/" not in river.replace('href="/promises/"', "")
    client = signed_in(scene.accounts["river"])

    def statements():
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    def asked_twice():
        given.added(scene, board, "bonus", "1", unit="望山街道")
        given.typed(scene, board, "leads", "30", "60", unit="望山街道")
        return statements(), statements()

    client.get(address)
    fresh, kept = asked_twice()
    assert (fresh, kept) == asked_twice() and kept < fresh <= 22


def test_a_pack_is_uploaded_with_every_fault_told_then_approved_by_another(scene):
    bureau, other = signed_in(scene.accounts["bureau"]), signed_in(scene.accounts["bureau2"])
    bad = given.TEXT.replace(b"street = 15", b"street = 14").replace(b'formula = "level"', b'formula = "magic"')
    told = bureau.post("/scoreboards/packs/upload", {"file": SimpleUploadedFile("bad.toml", bad)})
    page = told.content.decode()
    assert (
        told.status_code == 422
        and "计分公式包有 2 处错误" in page
        and "[[indicator]] 2 landing_rate" in page
        and "权重合计" in page
    )
    assert bureau.post("/scoreboards/packs/upload").status_code == 422
    good = given.TEXT.replace(b"streets-2025", b"own-2025")
    bureau.post("/scoreboards/packs/upload", {"file": SimpleUploadedFile("own.toml", good)})
    row = Pack.objects.get(code="own-2025")
    address = f"/scoreboards/packs/{row.pk}/"
    bureau.post(f"{address}sources", {"source_signed": "count:signed", "source_leads": "typed"})
    assert (
        "计数：签约项目数" in bureau.get(address).content.decode()
        and "批准公式包" not in bureau.get(address).content.decode()
    )
    text_of(scene, address, "river", 404)
    other.post(f"{address}decide", {"answer": "approve", "valid_from": "2025-01-01"})
    assert "现行" in text_of(scene, address, "river") and "现行" in text_of(scene, "/scoreboards/packs/", "river")
    bureau.post("/scoreboards/packs/examples")
    assert "手册示例" in text_of(scene, "/scoreboards/packs/")


def test_from_a_new_board_over_figures_and_an_appeal_to_the_corrected_points(scene, board):
    bureau, other, head = (signed_in(scene.accounts[name]) for name in ("bureau", "bureau2", "riverhead"))
    form = {"pack": board.pack_id, "class": "street", "period": "2025年第二季度"}
    assert bureau.post("/scoreboards/new", form | {"period": "2024年"}).status_code == 422
    made = bureau.post("/scoreboards/new", form)
    address, river = made["Location"], scene.units["临河街道"].pk
    new = Board.objects.latest("pk")
    assert new.period_kind == "quarter" and "99.67" in bureau.get(address).content.decode()
    bureau.post(
        f"{address}figures/new",
        {"unit": river, "indicator": "leads", "actual": "45", "source": "台账", "reason": "补录"},
    )
    bureau.post(
        f"{address}adjustments/new",
        {"unit": river, "kind": "penalty", "points": "2", "reason": "迟报", "reference": "办法第 9 条"},
    )
    typed = Figure.objects.latest("pk")
    assert 'value="approve"' not in bureau.get(f"{address}figures").content.decode()
    other.post(f"{address}figures/{typed.pk}", {"answer": "approve"})
    typed.refresh_from_db()
    assert typed.state == "approved"
    bureau.post(f"{address}counts")
    bureau.post(f"{address}show", {"version": 1})
    assert bureau.post(f"{address}show", {"version": 1}).status_code == 409
    unit = f"{address}units/{river}/"
    head.post(f"{unit}appeal", {"indicator": "fixed_assets", "reason": "漏计一个项目", "evidence": "审计报告"})
    asked = Appeal.objects.get()
    assert "漏计一个项目" in other.get(address).content.decode() and "采纳" not in head.get(address).content.decode()
    assert "漏计一个项目" not in text_of(scene, address, "hill")
    other.post(f"{address}appeals/{asked.pk}", {"answer": "accept", "words": "审计报告属实", "actual": "1000000000"})
    page = head.get(unit).content.decode()
    assert "已采纳" in page and "已更正" in page and "101.67" in page
    assert "申诉期到" in other.post(f"{address}freeze", {"version": 2}, follow=True).content.decode()


def test_a_frozen_board_stays_and_is_compared_with_today(scene, board):
    given.shown(scene, board)
    given.frozen(scene, board)
    given.typed(scene, board, "leads", "1", "60", at=timezone.now())
    page = text_of(scene, f"/scoreboards/{board.pk}/", "river")
    assert "99.67" in page and "摘要" in page and "不再改动" in page
    changes = text_of(scene, f"/scoreboards/{board.pk}/changes", "river")
    assert "总分变了" in changes and "10.00 →" in changes
    english = signed_in(scene.accounts["river"])
    english.cookies["luodi_language"] = "en"
    assert english.get(f"/scoreboards/{board.pk}/").status_code == 200
