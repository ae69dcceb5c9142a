"""The API as programs meet it: tokens, sessions, refusals, paging, sources, one effect for a repeated call."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from luodi.journal.models import Line
from luodi.people import operations as people
from luodi.people.models import Token
from luodi.projects.models import Project
from tests.given import documents as given_documents
from tests.given import meetings, sheets
from tests.given import projects as given_projects
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, SET_UP, district
from tests.given.world import token_of

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


@pytest.fixture
@kept
def scene():
    people.load_initial_parameters(by=SET_UP, at=NOW)  # or each token would
    return district()


def program(scene, name="river", permissions=None, **more) -> Client:
    """Give a client that calls with a token of somebody."""
    secret = token_of(scene, name, permissions)[1]
    return Client(headers={"Authorization": f"Bearer {secret}", **more}, enforce_csrf_checks=True)


def sent(client: Client, path: str, body: dict, method: str = "post", **headers):
    return getattr(client, method)(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers)


def new_project(scene, **changes) -> dict:
    return {"name": "示例云图研发中心", "unit_id": scene.units["临河街道"].pk, "amount": "12500000.10"} | changes


class TestWhoCalls:
    def test_a_token_gives_its_person_and_only_its_permissions(self, scene):
        answer = program(scene, permissions=frozenset({"projects.view"})).get("/api/v1/me")
        assert answer.json()["name"] == "测试river"
        assert answer.json()["permissions"] == ["projects.view"]

    @pytest.mark.parametrize("authorization", ["Bearer nobody", "Bearer ", "Basic cm9vdDpyb290", ""])
    def test_without_a_token_that_holds_the_answer_is_401_in_words(self, scene, authorization):
        answer = Client(headers={"Authorization": authorization} if authorization else {}).get("/api/v1/projects")
        assert (answer.status_code, answer["Content-Type"], answer["WWW-Authenticate"]) == (401, PROBLEM, "Bearer")
        assert answer.json()["title"] == "token_needed" and "令牌" in answer.json()["detail"]

    def test_a_revoked_token_ends_at_once(self, scene):
        client = program(scene)
        assert client.get("/api/v1/me").status_code == 200
        people.revoke_token(token_id=Token.objects.get().pk, by=scene.actor("river"), at=timezone.now())
        assert client.get("/api/v1/me").status_code == 401

    def test_an_expired_token_is_refused(self, scene):
        client = program(scene)
        Token.objects.update(
            created_at=timezone.now() - timedelta(days=2), expires_at=timezone.now() - timedelta(days=1)
        )
        assert client.get("/api/v1/me").status_code == 401

    def test_a_closed_accounts_token_is_refused(self, scene):
        client = program(scene)
        scene.accounts["river"].is_active = False
        scene.accounts["river"].save()
        assert client.get("/api/v1/me").status_code == 401

    def test_a_token_that_does_not_hold_is_not_helped_by_a_session(self, scene):
        client = signed_in(scene.accounts["river"])
        assert client.get("/api/v1/me", headers={"Authorization": "Bearer wrong"}).status_code == 401

    def test_a_tokens_use_is_noted(self, scene):
        program(scene).get("/api/v1/me")
        assert Token.objects.get().last_used_at is not None

    def test_a_session_may_call_but_not_change_without_its_csrf_token(self, scene):
        client = Client(enforce_csrf_checks=True)
        client.force_login(scene.accounts["river"], backend="django.contrib.auth.backends.ModelBackend")
        assert client.get("/api/v1/me").json()["name"] == "测试river"
        answer = sent(client, "/projects", new_project(scene))
        assert (answer.status_code, answer["Content-Type"]) == (403, PROBLEM)
        assert Project.objects.count() == 0

    def test_a_session_with_a_password_set_by_others_has_to_change_it_first(self, scene):
        account = scene.accounts["river"]
        account.must_change_password = True
        account.save()
        assert signed_in(account).get("/api/v1/me").json()["title"] == "change_password_first"

    def test_a_token_without_the_permission_is_refused_before_the_call_is_read(self, scene):
        answer = sent(program(scene, permissions=frozenset({"projects.view"})), "/projects", {"nonsense": 1})
        assert (answer.status_code, answer.json()["title"], answer.json()["params"]) == (
            403,
            "not_allowed",
            {"permission": "projects.edit"},
        )
        assert Line.objects.filter(event="access.denied").count() == 1

    def test_the_description_is_for_those_who_may_call(self, scene):
        assert Client().get("/api/v1/openapi.json").status_code == 401
        assert program(scene).get("/api/v1/openapi.json").json()["info"]["title"] == "Luodi"


class TestRefusals:
    def test_every_refusal_says_code_params_and_a_sentence_in_the_callers_language(self, scene):
        client = program(scene)
        sent(client, "/projects", new_project(scene))
        for language in ("zh-CN", "en"):
            answer = sent(client, "/projects", new_project(scene), **{"Accept-Language": language})
            problem = answer.json()
            assert (answer.status_code, problem["title"], problem["type"]) == (
                422,
                "project_known",
                "luodi:project_known",
            )
            assert problem["params"]["name"] == "示例云图研发中心" and problem["instance"] == answer["X-Request-Id"]
        assert " " in problem["detail"].replace("示例云图研发中心", "")

    @pytest.mark.parametrize("body, field", [
        ({"nmae": "x"}, "nmae"), ({"amount": 5.5}, "amount"), ({"amount": "1e9"}, "amount"), ({"name": "\x00"}, "name"),
        ({"name": "\ud800"}, "name"), ({"stage_claimed": "P99"}, "stage_claimed"), ({"signed_date": "yesterday"}, "signed_date"),
        ({"unit_id": "x"}, "unit_id"), ({"id": 1}, "id"), ({"code": "LD-1"}, "code"), ({"stage_confirmed": "P7"}, "stage_confirmed"),
    ])  # fmt: skip
    def test_what_can_not_be_read_is_named(self, scene, body, field):
        answer = sent(program(scene), "/projects", new_project(scene, **body))
        assert (answer.status_code, answer.json()["title"]) == (422, "call_not_understood")
        assert Project.objects.count() == 0

    def test_a_body_that_is_no_json_is_400(self, scene):
        answer = program(scene).post("/api/v1/projects", "{", content_type="application/json")
        assert (answer.status_code, answer["Content-Type"], answer.json()["title"]) == (400, PROBLEM, "call_malformed")

    def test_a_wrong_method_names_the_right_ones(self, scene):
        answer = program(scene).delete("/api/v1/projects")
        assert (answer.status_code, answer["Content-Type"]) == (405, PROBLEM)
        assert "GET" in answer["Allow"]

    def test_an_unknown_filter_is_refused_instead_of_ignored(self, scene):
        assert program(scene).get("/api/v1/projects?untit=3").status_code == 422

    def test_an_unknown_address_is_a_problem_too(self, scene):
        answer = program(scene).get("/api/v1/nowhere")
        assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)

    @pytest.mark.parametrize("path, kind", [("/api/v1/me", PROBLEM), ("/projects/", "text/plain; charset=utf-8")])
    def test_a_database_that_is_away_is_503_even_before_anybody_is_known(self, scene, path, kind, monkeypatch):
        def away(**_given):
            raise OperationalError("gone")

        client = signed_in(scene.accounts["river"])
        client.raise_request_exception = False
        monkeypatch.setattr("luodi.people.queries.actor_of", away)
        answer = client.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (503, kind)


class TestProjects:
    def test_are_registered_with_exact_amounts(self, scene):
        answer = sent(program(scene), "/projects", new_project(scene))
        assert answer.status_code == 201, answer.content
        assert (answer.json()["amount"], answer.json()["stage_confirmed"]) == ("12500000.10", "")
        assert Project.objects.get().amount == Decimal("12500000.10")

    def test_a_foreign_amount_comes_with_its_rate(self, scene):
        body = new_project(scene, amount="30000000", currency="USD", rate="7.1234", rate_date="2025-03-01")
        found = sent(program(scene), "/projects", body).json()
        assert (found["amount"], found["original_amount"], found["original_currency"]) == (
            "213702000.00",
            "30000000.00",
            "USD",
        )

    def test_are_corrected_field_by_field_with_the_version_that_was_read(self, scene):
        client = program(scene)
        found = sent(client, "/projects", new_project(scene)).json()
        body = {"version": found["version"], "reason": "改名", "changes": {"name": "示例云图总部"}}
        answer = sent(client, f"/projects/{found['id']}", body, "patch")
        assert answer.json()["name"] == "示例云图总部" and answer.json()["amount"] == "12500000.10"
        assert answer.json()["field_sources"]["name"]["person"] == "测试river"
        assert sent(client, f"/projects/{found['id']}", body, "patch").status_code == 409

    def test_stages_are_claimed_by_one_and_confirmed_by_another(self, scene):
        found = sent(program(scene), "/projects", new_project(scene, stage_claimed="P7")).json()
        Project.objects.filter(pk=found["id"]).update(registered_at=NOW)  # before the day from which gates decide
        head = program(scene, "riverhead")
        body = {"version": found["version"], "evidence": "协议第3页"}
        assert sent(head, f"/projects/{found['id']}/confirm", body).json()["stage_confirmed"] == "P7"
        claim = {"version": found["version"] + 1, "stage": "P8"}
        assert sent(head, f"/projects/{found['id']}/claim", claim).json()["stage"] == "P8"
        assert (
            sent(
                head, f"/projects/{found['id']}/confirm", {"version": found["version"] + 2, "evidence": "我"}
            ).status_code
            == 403
        )

    def test_are_paged_by_the_last_key_without_gap_or_double(self, scene):
        given_projects.several(scene, 25)
        client, seen, after = program(scene), [], ""
        for _ in range(10):
            page = client.get("/api/v1/projects", {"size": 10, "after": after}).json()
            seen += [row["id"] for row in page["rows"]]
            after = page["after"]
            if not after:
                break
        assert len(seen) == len(set(seen)) == 25

    def test_another_streets_projects_are_not_there(self, scene):
        theirs = given_projects.project(scene)
        hill = program(scene, "hill")
        assert hill.get("/api/v1/projects").json()["total"] == 0
        assert hill.get(f"/api/v1/projects/{theirs.pk}").status_code == 404
        body = {"version": 1, "reason": "x", "changes": {"name": "y"}}
        assert sent(hill, f"/projects/{theirs.pk}", body, "patch").status_code == 404

    def test_the_board_leads_to_the_projects_behind_each_figure(self, scene):
        given_projects.project(scene)
        client = program(scene)
        cell = client.get("/api/v1/projects/board").json()["cells"][0]
        rows = client.get(cell["rows"]).json()
        assert (cell["projects"], rows["total"]) == (1, 1)

    def test_a_row_of_a_ledger_is_the_source_of_its_project(self, scene):
        client = program(scene)
        ledger = sheets.ledger([sheets.row(1)])
        answer = client.post("/api/v1/intakes", {"mode": "good_rows", "file": _file("台账.xlsx", ledger)})
        assert answer.status_code == 201, answer.content
        line = answer.json()["line"]
        assert (line["state"], line["good"]) == ("checked", 1)
        ran = sent(client, f"/intakes/{line['id']}/run", {"version": answer.json()["version"]})
        assert ran.json()["line"]["state"] == "done"
        source = client.get("/api/v1/projects").json()["rows"][0]["source"]
        assert source["kind"] == "row"
        assert client.get(source["href"]).json()["row"]["cells"]["name"] == sheets.row(1)["name"]


def _file(name: str, data: bytes):
    return SimpleUploadedFile(name, data)


class TestDocuments:
    def test_a_page_is_put_in_as_text_decided_and_filed(self, scene):
        client = program(scene)
        body = {"text": given_documents.PAGE, "outlet": "临江日报", "issue_date": "2025-03-08"}
        number = sent(client, "/documents", body).json()["id"]
        page = client.get(f"/api/v1/documents/{number}").json()
        fact = client.get(f"/api/v1/documents/{number}/facts", {"state": "proposed"}).json()[0]
        assert page["text"][fact["spans"][0][0] : fact["spans"][-1][1]].replace("\n", "") == fact["quote"]
        decided = sent(client, f"/facts/{fact['id']}/decision", {"state": "confirmed", "version": fact["version"]})
        assert decided.json()["state"] == "confirmed"
        sent(client, f"/articles/{page['articles'][0]['id']}/confirm", {})
        assert client.get(f"/api/v1/documents/{number}/preview").json()["anything_new"]
        filed = sent(client, f"/documents/{number}/file", {}).json()
        assert filed["meeting_ids"]
        assert client.get(f"/api/v1/facts/{fact['id']}/source").json()["quote"]

    def test_a_page_is_put_in_as_a_file(self, scene):
        answer = program(scene).post(
            "/api/v1/documents/file", {"file": _file("page.txt", given_documents.PAGE.encode())}
        )
        assert answer.status_code == 201, answer.content

    def test_every_figure_of_a_batch_names_its_fact(self, scene):
        meetings.congress(scene, by="river", data_class="internal")
        client = program(scene)
        batch = next(each for each in client.get("/api/v1/batches").json() if each["kind"] == "signing")
        assert batch["stated_total"] == "600000000.00"
        for fact_id in (batch["fact_id"], batch["total_fact_id"]):
            assert client.get(f"/api/v1/facts/{fact_id}/source").status_code == 200
        assert len(client.get(f"/api/v1/batches/{batch['id']}/slots").json()) == 3


class TestSameCallTwice:
    def test_has_one_effect_and_one_answer(self, scene):
        client = program(scene)
        first = sent(client, "/projects", new_project(scene), **{"Idempotency-Key": "k-1"})
        again = sent(client, "/projects", new_project(scene), **{"Idempotency-Key": "k-1"})
        assert (first.status_code, again.status_code, again["Idempotent-Replay"]) == (201, 201, "1")
        assert first.json() == again.json() and Project.objects.count() == 1

    def test_with_another_body_is_refused(self, scene):
        client = program(scene)
        sent(client, "/projects", new_project(scene), **{"Idempotency-Key": "k-1"})
        answer = sent(client, "/projects", new_project(scene, name="示例另一个"), **{"Idempotency-Key": "k-1"})
        assert (answer.status_code, answer.json()["title"]) == (422, "idempotency_key_reused")

    def test_a_refusal_is_repeated_as_well(self, scene):
        client = program(scene)
        body = new_project(scene, amount="0.00")
        answers = [sent(client, "/projects", body, **{"Idempotency-Key": "k-2"}) for _ in range(2)]
        assert [each.status_code for each in answers] == [422, 422]
        assert answers[1]["Idempotent-Replay"] == "1" and answers[1]["Content-Type"] == PROBLEM

    def test_another_file_of_the_same_name_and_size_is_another_body(self, scene):
        client = program(scene)
        for number, word in enumerate("甲乙"):
            page = given_documents.PAGE + word
            answer = client.post(
                "/api/v1/documents/file", {"file": _file("p.txt", page.encode())}, headers={"Idempotency-Key": "k-3"}
            )
            assert answer.status_code == (201, 422)[number]

    def test_the_keys_of_two_people_are_apart(self, scene):
        sent(program(scene), "/projects", new_project(scene), **{"Idempotency-Key": "k-1"})
        hill = new_project(scene, unit_id=scene.units["望山街道"].pk)
        assert sent(program(scene, "hill"), "/projects", hill, **{"Idempotency-Key": "k-1"}).status_code == 201

    def test_a_narrower_token_does_not_read_a_wider_ones_answer(self, scene):
        sent(program(scene), "/projects", new_project(scene), **{"Idempotency-Key": "k-1"})
        narrow = program(scene, permissions=frozenset({"search.view"}))
        assert sent(narrow, "/projects", new_project(scene), **{"Idempotency-Key": "k-1"}).status_code == 422
