"""What waits for each person, over the scene that holds one of everything."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luodi.cockpit import waiting
from luodi.contacts import operations as contacts
from tests.given.browsing import signed_in
from tests.given.people import NOW
from tests.given.world import CANARIES, CANARY

TODAY = date(2026, 3, 2)
PEOPLE = ("bureau", "river", "riverhead", "hill", "leader", "finance", "planning")


def piles(scene, name, today=TODAY):
    return {
        pile.code: pile for pile in waiting.waiting(viewer=scene.district.actor(name, date(2025, 3, 8)), today=today)
    }


class TestWaiting:
    def test_gives_each_person_what_that_person_may_do(self, scene):
        seen = {name: piles(scene, name) for name in PEOPLE}
        assert {"conflicts", "transfers", "decisions"} <= seen["bureau"].keys()
        report = seen["river"]["instructions"].rows[0]
        assert (report.what, report.who, report.due_date, report.late) == (
            "report_instruction", "测试leader", date(2026, 1, 1), True,
        )  # fmt: skip
        assert seen["river"]["questions"].rows[0].what == "answer_question"
        assert seen["riverhead"]["reviews"].rows[0].values["n"] > 0
        assert "instructions" not in seen["leader"]
        assert not [row for pile in seen["hill"].values() for row in pile.rows if any(c in str(row) for c in CANARIES)]

    def test_every_line_leads_to_a_page_that_the_person_may_open(self, scene):
        for name in PEOPLE:
            browser = signed_in(scene.account(name))
            for pile in piles(scene, name).values():
                for row in {row.what: row for row in pile.rows}.values():
                    assert browser.get(reverse(row.page, kwargs=row.at)).status_code == 200, (name, row)

    def test_tells_a_thing_once_and_not_as_a_task_too(self, scene):
        found = piles(scene, "river")
        said = [row.title for row in found["tasks"].rows]
        assert not [title for title in said if "批示" in title or "数据质疑" in title]
        contacts.report_back(
            instruction_id=scene.own["instruction_id"], text="已约谈", by=scene.district.actor("river"), at=NOW
        )
        assert piles(scene, "leader")["instructions"].rows[0].what == "close_instruction"
        after = piles(scene, "river")
        assert "instructions" not in after and [row for row in after["tasks"].rows if CANARY in row.title]

    def test_asks_one_statement_a_source_at_most(self, scene):
        viewer = scene.district.actor("bureau")
        several = {"gates_to_pass", "trips_without_action"}  # the latter asks its parameter first
        for source in waiting.SOURCES:
            with CaptureQueriesContext(connection) as asked:
                source(viewer, TODAY)
            assert len(asked) <= 1 or source.__name__ in several, (source.__name__, len(asked))
