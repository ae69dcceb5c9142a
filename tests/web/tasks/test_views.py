"""Pages of tasks: the list, one task, what is done with it, and what others may not see."""

import pytest

from luodi.tasks.models import Task
from tests.given import meetings as given
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import district


@pytest.fixture
@kept
def scene(db):
    return district()


def text_of(response) -> str:
    return response.content.decode()


def client(scene, who="bureau"):
    return signed_in(scene.accounts[who])


class TestList:
    def test_teaches_the_next_step_where_there_is_nothing(self, scene):
        assert "还没有任务" in text_of(client(scene).get("/tasks/"))

    def test_keeps_demands_apart(self, scene):
        given.congress(scene)
        page = text_of(client(scene).get("/tasks/?kind=demand"))
        assert "优化服务" in page
        assert "完成地块征迁" not in page

    def test_opens_the_source_of_each(self, scene):
        given.congress(scene)
        assert f"/documents/facts/{given.task_of('demand').fact_id}/" in text_of(client(scene).get("/tasks/"))

    @pytest.mark.parametrize(
        "query", ["?page=999", "?page=x", "?sort=evil", "?unit=abc", "?due=x&state=y&kind=z", "?q=" + "长" * 200]
    )
    def test_takes_any_question(self, scene, query):
        given.congress(scene)
        assert client(scene).get(f"/tasks/{query}").status_code == 200

    @pytest.mark.parametrize("who", ["sysadmin", "secadmin", "auditadmin"])
    def test_is_closed_to_administrators(self, scene, who):
        assert client(scene, who).get("/tasks/").status_code == 403


class TestTask:
    def test_is_opened_by_hand(self, scene):
        form = {"kind": "follow_up", "title": "联系企业", "unit": scene.units["临河街道"].pk, "due_date": "2025-04-01"}
        response = client(scene, "river").post("/tasks/new", form)
        assert response.status_code == 302
        assert Task.objects.get().title == "联系企业"

    def test_keeps_what_was_entered_when_it_is_refused(self, scene):
        response = client(scene, "river").post("/tasks/new", {"kind": "follow_up", "title": "没有人的督办", "unit": ""})
        assert response.status_code == 422
        assert "没有人的督办" in text_of(response)

    def test_is_accepted_finished_and_reopened(self, scene):
        given.congress(scene)
        task = given.task_of("follow_up")
        hill = client(scene, "hill")
        assert hill.post(f"/tasks/{task.pk}/accept", {"version": 1}).status_code == 302
        assert hill.post(f"/tasks/{task.pk}/finish", {"version": 2, "outcome": "办完了"}).status_code == 302
        assert "办完了" in text_of(hill.get(f"/tasks/{task.pk}/"))
        assert hill.post(f"/tasks/{task.pk}/reopen", {"version": 3, "reason": "还有一户"}).status_code == 302
        task.refresh_from_db()
        assert task.state == "open"

    def test_is_assigned_with_a_person_of_the_unit(self, scene):
        given.congress(scene)
        task, unit = given.task_of("demand"), scene.units["望山街道"].pk
        browser = client(scene)
        person = scene.actor("hill").person_id
        assert f'value="{person}"' in text_of(browser.get(f"/tasks/{task.pk}/?unit={unit}"))
        form = {"version": 1, "unit": unit, "person": person, "due_date": "2025-04-01"}
        assert browser.post(f"/tasks/{task.pk}/assign", form).status_code == 302
        task.refresh_from_db()
        assert (task.kind, task.person_id) == ("follow_up", person)

    def test_explains_a_change_that_somebody_else_made(self, scene):
        given.congress(scene)
        task = given.task_of("follow_up")
        response = client(scene, "hill").post(f"/tasks/{task.pk}/finish", {"version": 9, "outcome": "办完了"})
        assert response.status_code == 409
        assert "办完了" in text_of(response)

    def test_of_an_internal_page_answers_404_to_another_unit(self, scene):
        given.congress(scene, by="river", data_class="internal")
        task = given.task_of("demand")
        assert client(scene, "hill").get(f"/tasks/{task.pk}/").status_code == 404
        assert client(scene, "river").get(f"/tasks/{task.pk}/").status_code == 200

    def test_is_read_in_english_too(self, scene):
        given.congress(scene)
        page = text_of(client(scene).get(f"/tasks/{given.task_of('demand').pk}/", headers={"Accept-Language": "en"}))
        assert "Demanded by" in page
