"""Pages of units, persons and one's own account: each opens for whom it should, forms say what was refused."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from luodi.journal import queries as journal
from luodi.people import operations, queries
from luodi.people.models import Account, Person, Post, StandIn, Token, Unit
from luodi.people.queries import actor_of_token
from luodi.tasks import operations as tasks
from luodi.values.actor import system
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, PASSWORD, district

pytestmark = pytest.mark.django_db
ROLES = [
    "bureau",
    "river",
    "riverhead",
    "planning",
    "leader",
    "finance",
    "auditor",
    "sysadmin",
    "secadmin",
    "auditadmin",
]
SEE_PEOPLE = {name for name in ROLES if name != "sysadmin"}


@pytest.fixture
@kept
def scene():
    operations.load_initial_parameters(by=system("测试布景"), at=NOW)
    return district()


def person_of(name: str) -> int:
    return Person.objects.get(account__sign_in_name=name).pk


class TestPagesOpen:
    @pytest.mark.parametrize("name", ROLES)
    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_for_every_role_in_both_languages(self, scene, name, language):
        client = signed_in(scene.accounts[name])
        for page, kwargs, seen in [
            ("people:index", {}, True),
            ("people:unit", {"unit_id": scene.units["临河街道"].pk}, True),
            ("people:persons", {}, name in SEE_PEOPLE),
            ("people:person", {"person_id": person_of("hill")}, name in SEE_PEOPLE),
            ("people:me", {}, True),
            ("people:add_unit", {}, name in {"bureau", "sysadmin", "secadmin"}),
            ("people:edit_unit", {"unit_id": scene.units["临河街道"].pk}, name in {"bureau", "sysadmin", "secadmin"}),
            ("people:add_person", {}, name in {"bureau", "secadmin"}),
        ]:
            response = client.get(reverse(page, kwargs=kwargs), headers={"Accept-Language": language})
            assert response.status_code == (200 if seen else 403), page
            if seen and language == "en":
                words = re.sub(r"<title>.*?</title>|<svg.*?</svg>", "", response.content.decode(), flags=re.S)
                assert "登录" not in words and "保存" not in words

    def test_a_unit_or_person_that_is_not_there_is_404(self, scene):
        client = signed_in(scene.accounts["secadmin"])
        for page, kwargs in [
            ("people:unit", {"unit_id": 999_999}),
            ("people:person", {"person_id": 999_999}),
            ("people:edit_unit", {"unit_id": 999_999}),
        ]:
            assert client.get(reverse(page, kwargs=kwargs)).status_code == 404
        for page, kwargs in [
            ("people:open_account", {"person_id": 999_999}),
            ("people:issue_code", {"person_id": 999_999}),
            ("people:end_stand_in", {"stand_in_id": 999_999}),
            ("people:end_post", {"person_id": 1, "post_id": 999_999}),
        ]:
            assert client.post(reverse(page, kwargs=kwargs), {"sign_in_name": "x"}).status_code == 404

    def test_no_page_shows_a_phone_in_full(self, scene):
        """PD2: no full mobile number in any page of an ordinary user."""
        for name in ROLES:
            client = signed_in(scene.accounts[name])
            for address in (
                "/people/persons/",
                f"/people/persons/{person_of('river')}/",
                "/people/me/",
                "/people/",
                "/journal/",
            ):
                assert not re.search(r"\b1[3-9]\d{9}\b", client.get(address).content.decode()), (name, address)

    def test_every_answer_to_a_nul_character_is_400(self, scene):
        client = signed_in(scene.accounts["bureau"])
        assert client.post("/people/persons/add/", {"name": "甲\x00乙"}).status_code == 400
        assert client.get("/people/persons/", {"q": "\x00"}).status_code == 400
        assert Client().post("/sign-in/", {"sign_in_name": "\x00", "password": "x"}).status_code == 400


class TestUnits:
    def test_adding_says_what_is_wrong_and_keeps_what_was_typed(self, scene):
        client = signed_in(scene.accounts["bureau"])
        response = client.post(
            "/people/units/add/",
            {"name": "临河街道", "kind": "street", "short_name": "临河东", "parent": scene.root.pk},
        )
        assert response.status_code == 422
        assert "已有名为“临河街道”的单位" in response.content.decode() and "临河东" in response.content.decode()
        response = client.post("/people/units/add/", {"name": "新河街道", "kind": "street", "parent": scene.root.pk})
        assert response.status_code == 302 and Unit.objects.filter(name="新河街道").exists()

    def test_a_merger_says_what_will_happen_then_moves_open_work(self, scene):
        river, hill = scene.units["临河街道"], scene.units["望山街道"]
        tasks.open_task(
            task=tasks.NewTask(kind="follow_up", title="核对批次名单", unit_id=river.pk),
            by=scene.actor("riverhead"),
            at=NOW,
        )
        client = signed_in(scene.accounts["bureau"])
        page = client.get(f"/people/units/{river.pk}/merge/", {"into": hill.pk}).content.decode()
        assert "2 个在任岗位" in page and "望山街道" in page
        response = client.post(f"/people/units/{river.pk}/merge/", {"into": hill.pk, "reason": "区编办〔2025〕3号"})
        assert response.status_code == 302
        from luodi.tasks.models import Task

        assert Task.objects.get().unit_id == hill.pk
        page = signed_in(scene.accounts["hill"]).get(f"/people/units/{river.pk}/").content.decode()
        assert "已并入“望山街道”" in page

    def test_without_a_reason_nothing_is_merged(self, scene):
        river, hill = scene.units["临河街道"], scene.units["望山街道"]
        client = signed_in(scene.accounts["bureau"])
        page = client.post(f"/people/units/{river.pk}/merge/", {"into": hill.pk, "reason": ""}, follow=True)
        assert "须写明依据" in page.content.decode() and Unit.objects.get(pk=river.pk).active

    def test_search_finds_by_initials_and_former_name(self, scene):
        operations.rename_unit(unit_id=scene.units["临河街道"].pk, name="沿河街道", by=scene.actor("bureau"), at=NOW)
        client = signed_in(scene.accounts["river"])
        for words in ("临河", "yhjd", "沿河"):
            text = client.get("/people/", {"q": words}).content.decode()
            assert "沿河街道</a>" in text and "望山街道</a>" not in text


class TestAccounts:
    def test_a_new_persons_way_in(self, scene):
        """AU6: added, given a post, an account, a code shown once; the person sets the password."""
        client = signed_in(scene.accounts["secadmin"])
        where = client.post("/people/persons/add/", {"name": "沈一舟", "phone": "13700007777"})["Location"]
        person = Person.objects.get(name="沈一舟")
        assert where == f"/people/persons/{person.pk}/"
        client.post(f"{where}post/", {"unit": scene.units["临河街道"].pk, "role": "officer", "from_date": "2025-01-01"})
        page = client.post(f"{where}account/", {"sign_in_name": "shenyz"}).content.decode()
        code = re.search(r"[A-Z2-9]{5}(-[A-Z2-9]{5}){3}", page)[0]
        assert code not in client.get(where).content.decode()
        fresh = "Willow-Lantern-42"
        form = {"sign_in_name": "shenyz", "code": code, "password": fresh, "again": fresh}
        assert Client().post("/reset/", form).status_code == 302
        assert Client().post("/sign-in/", {"sign_in_name": "shenyz", "password": fresh}).status_code == 302

    def test_closing_and_reopening(self, scene):
        client, where = signed_in(scene.accounts["secadmin"]), f"/people/persons/{person_of('river')}/"
        client.post(f"{where}account/close/", {"reason": "调离"})
        assert Client().post("/sign-in/", {"sign_in_name": "river", "password": PASSWORD}).status_code == 422
        client.post(f"{where}account/reopen/")
        assert Client().post("/sign-in/", {"sign_in_name": "river", "password": PASSWORD}).status_code == 302

    def test_only_the_security_administrator(self, scene):
        where = f"/people/persons/{person_of('river')}/"
        for name in set(ROLES) - {"secadmin"}:
            client = signed_in(scene.accounts[name])
            for act in ("account/", "account/close/", "account/reopen/", "account/code/", "duty/", "duty/end/"):
                assert client.post(where + act, {"reason": "x", "sign_in_name": "x"}).status_code == 403

    def test_nobody_changes_their_own(self, scene):
        """AC6: neither post, duty, account nor code of one's own."""
        client, where = signed_in(scene.accounts["secadmin"]), f"/people/persons/{person_of('secadmin')}/"
        for act in ("account/close/", "account/code/", "duty/", "duty/end/", "post/"):
            form = {"reason": "x", "duty": "audit_admin", "unit": scene.root.pk, "role": "officer"}
            assert client.post(where + act, form).status_code == 403, act
        assert Account.objects.get(sign_in_name="secadmin").is_active

    def test_a_duty_that_excludes_another_is_worded(self, scene):
        client, where = signed_in(scene.accounts["secadmin"]), f"/people/persons/{person_of('auditadmin')}/"
        assert (
            "不能由同一人兼任" in client.post(f"{where}duty/", {"duty": "system_admin"}, follow=True).content.decode()
        )


class TestReveal:
    def test_the_number_is_in_this_answer_only(self, scene):
        """PD2: reason, journal line, and gone at the next look."""
        client, where = signed_in(scene.accounts["riverhead"]), f"/people/persons/{person_of('river')}/"
        assert "13800001234" in client.post(f"{where}reveal/", {"reason": "联系签约"}).content.decode()
        assert "13800001234" not in client.get(where).content.decode()
        assert journal.lines(limit=1)[0].event == "phone.revealed"
        assert "请写明查看理由" in client.post(f"{where}reveal/", {"reason": ""}, follow=True).content.decode()


class TestStandIn:
    def test_one_arranges_ones_own_leave(self, scene):
        client = signed_in(scene.accounts["riverhead"])
        today = NOW.date().replace(year=2030)
        form = {
            "substitute": person_of("river"),
            "from_date": today,
            "to_date": today + timedelta(days=5),
            "reason": "年休假",
        }
        response = client.post(f"/people/persons/{person_of('riverhead')}/stand-in/", form)
        assert response["Location"] == "/people/me/" and StandIn.objects.count() == 1
        page = signed_in(scene.accounts["river"]).get("/people/me/").content.decode()
        assert "测试riverhead 由 测试river 代理" in page
        client.post(f"/people/stand-ins/{StandIn.objects.get().pk}/end/")
        assert StandIn.objects.get().ended_at is not None

    def test_a_stranger_to_the_unit_does_not(self, scene):
        client = signed_in(scene.accounts["hillhead"])
        form = {"substitute": person_of("hill"), "from_date": "2030-01-01", "to_date": "2030-01-05", "reason": "x"}
        assert client.post(f"/people/persons/{person_of('river')}/stand-in/", form).status_code == 403


class TestHandOver:
    def test_open_tasks_pass_to_the_colleague(self, scene):
        river = scene.units["临河街道"]
        task = tasks.open_task(
            task=tasks.NewTask(kind="follow_up", title="核对批次名单", unit_id=river.pk, person_id=person_of("river")),
            by=scene.actor("riverhead"), at=NOW,
        )  # fmt: skip
        client = signed_in(scene.accounts["riverhead"])
        form = {"taker": person_of("riverhead"), "reason": "调岗"}
        page = client.post(f"/people/persons/{person_of('river')}/hand-over/", form, follow=True).content.decode()
        assert "已移交 1 项任务、0 个项目" in page
        task.refresh_from_db()
        assert task.person_id == person_of("riverhead")

    def test_an_officer_does_not_decide_it(self, scene):
        client = signed_in(scene.accounts["river"])
        form = {"taker": person_of("river"), "reason": "x"}
        assert client.post(f"/people/persons/{person_of('riverhead')}/hand-over/", form).status_code == 403


class TestTokens:
    def test_the_secret_is_shown_once_and_works(self, scene):
        client = signed_in(scene.accounts["river"])
        today = NOW.date().replace(year=2026, month=12, day=1)
        import time_machine

        with time_machine.travel(today.isoformat(), tick=False):
            form = {"label": "月报程序", "permission": ["projects.view"], "ends": today + timedelta(days=30)}
            client = signed_in(scene.accounts["river"])
            page = client.post("/people/me/tokens/", form).content.decode()
            secret = re.search(r"luodi_[\w-]{43}", page)[0]
            assert secret not in client.get("/people/me/").content.decode()
            token = Token.objects.get()
            actor = actor_of_token(secret, today=today, now=token.created_at)
            assert actor.permissions == {"projects.view"}
            client.post(f"/people/me/tokens/{token.pk}/revoke/")
            assert actor_of_token(secret, today=today, now=token.created_at) is None

    def test_too_wide_a_wish_is_refused_in_words(self, scene):
        client = signed_in(scene.accounts["river"])
        response = client.post(
            "/people/me/tokens/", {"label": "x", "permission": ["people.edit"], "ends": "2030-01-01"}
        )
        assert response.status_code == 422 and "令牌不能带这些权限" in response.content.decode()
        assert client.post("/people/me/tokens/", {"label": "", "ends": ""}).status_code == 422

    def test_a_colleagues_token_is_404(self, scene, now):
        token, _ = operations.issue_token(
            label="x",
            permissions=frozenset({"projects.view"}),
            expires_at=now + timedelta(days=3),
            by=scene.actor("hill"),
            at=now,
        )
        assert signed_in(scene.accounts["river"]).post(f"/people/me/tokens/{token.pk}/revoke/").status_code == 404


def test_the_list_takes_as_many_statements_for_many_as_for_few(scene, django_assert_num_queries):
    client, by = signed_in(scene.accounts["bureau"]), scene.actor("bureau")
    client.get("/people/persons/")

    def count() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get("/people/persons/").status_code == 200
        return len(captured)

    few = count()
    for number in range(30):
        person = operations.add_person(name=f"路人{number}", by=by, at=NOW)
        operations.give_post(
            person_id=person.pk, unit_id=scene.root.pk, role="officer", from_date=NOW.date(), by=by, at=NOW
        )
    assert count() == few
    assert Post.objects.count() > 30 and queries.persons(by, today=NOW.date()).total > 30
