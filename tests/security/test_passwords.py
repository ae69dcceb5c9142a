"""Passwords, one-time codes and the first administrator hold what the security checklist asks (AU6 AU7)."""

from datetime import timedelta

import pytest
import time_machine
from click.testing import CliRunner
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from luodi.cli.people import first_admin as command
from luodi.journal import queries as journal
from luodi.people import operations, queries
from luodi.people.models import Account, OneTimeCode
from luodi.people.operations.codes import CodeNotValid, FirstAdminExists
from luodi.people.passwords import DistrictPasswordValidator, PasswordRefused
from luodi.values.actor import system
from luodi.values.refusal import NotAllowed
from luodi.wiring import settings as written
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, PASSWORD, district

pytestmark = pytest.mark.django_db
GOOD = "Willow-Lantern-42"


@pytest.fixture
@kept
def scene():
    operations.load_initial_parameters(by=system("测试布景"), at=NOW)
    return district()


def broken(password: str, user=None) -> str:
    try:
        DistrictPasswordValidator().validate(password, user)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


class TestRules:
    @pytest.mark.parametrize(
        ("password", "said"),
        [
            ("Aa1-xyzwvut", "至少 12 个字符"),
            ("Aa1-" * 33, "最多 128 个字符"),
            ("willowlantern", "三类"),
            ("willowlantern42", "三类"),
            ("Password1234", "过于常见"),
            ("Luodi-Lantern-42", "不能含有"),
            ("示例区-Lantern-42", "不能含有"),
            ("招商-Lantern-42x", "不能含有"),
        ],
    )
    def test_each_broken_rule_is_named(self, password, said):
        """AU7: length, composition (dengbao), common passwords, words of the place."""
        assert said in broken(password)

    @pytest.mark.parametrize("password", [GOOD, "Aa1-" * 32, "柳浪闻莺Lantern4", "Zq7!Zq7!Zq7!"])
    def test_good_ones_pass(self, password):
        """AU7: 12 and 128 characters are both fine, and so are Chinese letters."""
        assert broken(password) == ""

    def test_words_of_the_person_are_refused(self, scene):
        """AU7: the sign-in name and the unit's name are no part of a password."""
        account = Account.objects.select_related("person").get(sign_in_name="river")
        assert "不能含有" in broken("River-Lantern-42", account)
        assert "不能含有" in broken("临河街道-Lantern-42", account)

    def test_asvs_asks_for_no_kinds_of_character(self, settings):
        """AU7: the profile asvs has no composition rule, and keeps the others."""
        settings.PASSWORD_PROFILE = "asvs"
        assert broken("willow lantern by the canal") == ""
        assert "至少 12 个字符" in broken("willow")

    def test_several_broken_rules_are_all_named(self):
        """AU7: the person learns everything at once."""
        text = broken("luodi")
        assert "至少 12 个字符" in text and "三类" in text and "不能含有" in text


class TestChangePassword:
    def change(self, scene, present, fresh, at=NOW):
        return operations.change_password(
            account_id=scene.accounts["river"].pk, present=present, password=fresh, by=scene.actor("river"), at=at
        )

    def test_the_last_five_do_not_come_back(self, scene):
        """AU7: the present one and the four before it are refused, the sixth may return."""
        used = [PASSWORD]
        for n in range(5):
            fresh = f"Willow-Lantern-{n}{n}"
            self.change(scene, used[-1], fresh)
            used.append(fresh)
            for old in used[-5:]:
                with pytest.raises(PasswordRefused) as refused:
                    self.change(scene, fresh, old)
                assert "最近五次" in refused.value.sentence()
        self.change(scene, used[-1], PASSWORD)

    def test_the_page_names_the_broken_rules_and_keeps_the_old_one(self, scene):
        client = signed_in(scene.accounts["river"])
        response = client.post(
            reverse("sign_in:password"), {"present": PASSWORD, "password": "short", "again": "short"}
        )
        assert response.status_code == 422 and "至少 12 个字符" in response.content.decode()
        assert Account.objects.get(sign_in_name="river").check_password(PASSWORD)

    def test_the_page_refuses_a_wrong_present_one_and_two_that_differ(self, scene):
        client = signed_in(scene.accounts["river"])
        form = {"present": "Wrong-Lantern-42", "password": GOOD, "again": GOOD}
        assert "当前密码不正确" in client.post("/password/", form).content.decode()
        assert "不一样" in client.post("/password/", {**form, "present": PASSWORD, "again": "x"}).content.decode()

    def test_the_page_speaks_english(self, scene):
        client = signed_in(scene.accounts["river"])
        form = {"present": PASSWORD, "password": "short", "again": "short"}
        page = client.post("/password/", form, headers={"Accept-Language": "en"}).content.decode()
        assert "at least 12 characters; three of" in page


class TestFirstSignIn:
    def test_a_password_set_by_another_has_to_be_changed_first(self, scene):
        """AU6: a temporary password opens nothing but the page where it is changed."""
        operations.set_temporary_password(
            account_id=scene.accounts["river"].pk, password="Temporary-Canal-1", by=scene.actor("secadmin"), at=NOW
        )
        client = Client()
        client.post("/sign-in/", {"sign_in_name": "river", "password": "Temporary-Canal-1"})
        account = Account.objects.get(sign_in_name="river")
        assert account.must_change_password
        form = {"present": "Temporary-Canal-1", "password": GOOD, "again": GOOD}
        assert client.post("/password/", form)["Location"] == "/"
        assert not Account.objects.get(sign_in_name="river").must_change_password

    @pytest.mark.parametrize(("days", "asked"), [(89, False), (90, True)])
    def test_dengbao_asks_for_a_new_one_after_ninety_days(self, scene, days, asked):
        """AU7: the days are a dated parameter, held at sign-in."""
        with time_machine.travel(NOW + timedelta(days=days), tick=False):
            Client().post("/sign-in/", {"sign_in_name": "river", "password": PASSWORD})
        assert Account.objects.get(sign_in_name="river").must_change_password is asked

    def test_asvs_never_asks(self, scene, settings):
        """AU7: no forced rotation in the profile asvs."""
        settings.PASSWORD_PROFILE = "asvs"
        with time_machine.travel(NOW + timedelta(days=900), tick=False):
            Client().post("/sign-in/", {"sign_in_name": "river", "password": PASSWORD})
        assert not Account.objects.get(sign_in_name="river").must_change_password


def test_passwords_are_hashed_by_scrypt():
    """AU7: the first hasher of the settings is the one that new hashes are made with."""
    assert written.PASSWORD_HASHERS[0].endswith("ScryptPasswordHasher")  # the tests' fixture hashes fast instead


class TestFirstAdmin:
    FORM = {"name": "沈知远", "sign_in_name": "shenzy", "password": GOOD, "again": GOOD}

    def code(self, at=NOW) -> str:
        return operations.issue_first_admin_code(by=system("测试"), at=at)

    def test_a_fresh_database_has_no_account(self):
        """AU6: no default account outside demo mode."""
        assert Account.objects.count() == 0

    def test_the_code_makes_the_security_administrator_once(self):
        """AU6: person, account and duty come of the code; it works a single time."""
        with time_machine.travel(NOW, tick=False):
            code = self.code()
            response = Client().post("/first-admin/", {**self.FORM, "code": code.lower().replace("-", " ")})
            assert response["Location"] == "/sign-in/"
            client = Client()
            assert client.post("/sign-in/", {"sign_in_name": "shenzy", "password": GOOD}).status_code == 302
            actor = queries.actor_of(account=Account.objects.get(), today=NOW.date())
            assert actor.roles == {"security_admin"}
            assert Client().get("/first-admin/").status_code == 404
            assert Client().post("/first-admin/", {**self.FORM, "code": code}).status_code == 404
        assert queries.parameter("password.days", on=NOW.date()) == 90
        assert [line.event for line in journal.lines(event="first_admin")] == ["first_admin.made"]

    def test_it_expires_after_half_an_hour(self):
        """AU6: 31 minutes later the code is worth nothing, and the try leaves a line."""
        code = self.code()
        with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
            response = Client().post("/first-admin/", {**self.FORM, "code": code})
        assert response.status_code == 422 and "代码无效" in response.content.decode()
        assert Account.objects.count() == 0
        assert journal.lines(event="sign_in.failed")[0].succeeded is False

    def test_a_refused_password_leaves_the_code_working(self):
        with time_machine.travel(NOW, tick=False):
            code = self.code()
            weak = {**self.FORM, "code": code, "password": "short", "again": "short"}
            page = Client().post("/first-admin/", weak)
            assert page.status_code == 422 and "至少 12 个字符" in page.content.decode()
            assert "沈知远" in page.content.decode()
            assert Client().post("/first-admin/", {**self.FORM, "code": code}).status_code == 302

    def test_only_its_hash_is_stored(self):
        """AU6: who reads the table can't use it."""
        code = self.code()
        row = OneTimeCode.objects.get()
        assert code.replace("-", "") not in row.code_hash and len(row.code_hash) == 64

    def test_a_second_code_ends_the_first(self):
        first = self.code()
        self.code()
        with pytest.raises(CodeNotValid):
            operations.make_first_admin(
                code=first, name="甲", sign_in_name="jia", password=GOOD, today=NOW.date(), by=queries.nobody(), at=NOW
            )

    def test_it_is_refused_when_there_is_a_security_administrator(self, scene):
        """AU6: the command says who opens accounts then."""
        with pytest.raises(FirstAdminExists):
            self.code()

    def test_nobody_issues_it_from_the_web(self, scene):
        with pytest.raises(NotAllowed):
            operations.issue_first_admin_code(by=scene.actor("secadmin"), at=NOW)

    def test_the_command_prints_it(self):
        result = CliRunner().invoke(command)
        assert result.exit_code == 0
        assert len(result.stdout.splitlines()[0]) == 23
        assert OneTimeCode.objects.count() == 1


class TestPasswordCode:
    def issue(self, scene, name="river"):
        return operations.issue_password_code(account_id=scene.accounts[name].pk, by=scene.actor("secadmin"), at=NOW)

    def reset(self, code, name="river", at=NOW, password=GOOD):
        with time_machine.travel(at, tick=False):
            form = {"sign_in_name": name, "code": code, "password": password, "again": password}
            return Client().post("/reset/", form)

    def test_it_sets_a_password_of_ones_own_and_ends_what_was_open(self, scene):
        before = signed_in(scene.accounts["river"])
        assert self.reset(self.issue(scene)).status_code == 302
        assert before.get("/password/").status_code == 302
        assert Client().post("/sign-in/", {"sign_in_name": "river", "password": GOOD}).status_code == 302

    def test_it_opens_the_lock(self, scene):
        for n in range(5):
            Client().post("/sign-in/", {"sign_in_name": "river", "password": f"Wrong-Lantern-{n}"})
        self.reset(self.issue(scene))
        assert Client().post("/sign-in/", {"sign_in_name": "river", "password": GOOD}).status_code == 302

    def test_it_works_once_for_one_account_within_a_day(self, scene):
        code = self.issue(scene)
        assert self.reset(code, name="hill").status_code == 422
        assert self.reset(code, at=NOW + timedelta(hours=25)).status_code == 422
        assert self.reset(code).status_code == 302
        assert self.reset(code, password="Another-Lantern-42").status_code == 422

    def test_a_closed_account_has_no_way_in(self, scene):
        code = self.issue(scene)
        operations.close_account(
            account_id=scene.accounts["river"].pk, reason="调离", by=scene.actor("secadmin"), at=NOW
        )
        assert self.reset(code).status_code == 422

    def test_only_the_security_administrator_issues_it_and_not_for_themselves(self, scene):
        with pytest.raises(NotAllowed):
            operations.issue_password_code(account_id=scene.accounts["river"].pk, by=scene.actor("bureau"), at=NOW)
        with pytest.raises(NotAllowed):
            self.issue(scene, "secadmin")
