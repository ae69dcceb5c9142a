"""Notices: one's own alone, folded while unread, read once; nobody is told of what they did themselves."""

from datetime import timedelta

import pytest

from luodi.notices import queries
from luodi.notices.models import Notice
from luodi.notices.operations import NewNotice, mark_read, notify
from luodi.notices.sentences import sentences
from luodi.values.refusal import NotFound
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, district

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def scene():
    return district()


def tell(scene, name="river", n=1, *, by="bureau", at=NOW, object_id=None):
    notice = NewNotice(
        scene.actor(name).person_id, "work.handed_over", {"who": "周测试", "n": n, "reason": "轮岗"},
        page="projects:index", object_kind="projects.project" if object_id else "", object_id=object_id,
    )  # fmt: skip
    return notify(notices=[notice], by=scene.actor(by), at=at)


class TestNotify:
    def test_folds_what_comes_again_before_it_was_read(self, scene):
        assert [tell(scene, n=number, at=NOW + timedelta(minutes=number)) for number in (1, 2, 3)] == [1, 0, 0]
        row = queries.inbox(scene.actor("river")).rows[0]
        assert (row.times, "3 项工作" in row.sentence, row.at) == (3, True, NOW + timedelta(minutes=3))

    def test_begins_anew_once_it_was_read_and_keeps_objects_apart(self, scene):
        tell(scene, object_id=1)
        mark_read(by=scene.actor("river"), at=NOW)
        assert tell(scene, object_id=1) == 1 and tell(scene, object_id=2) == 1
        assert queries.unread(scene.actor("river")) == 2

    def test_tells_nobody_of_their_own_act(self, scene):
        assert tell(scene, "river", by="river") == 0 and not Notice.objects.exists()

    def test_knows_only_kinds_with_sentences(self, scene):
        with pytest.raises(KeyError):
            notify(notices=[NewNotice(scene.actor("river").person_id, "no.such")], by=scene.actor("bureau"), at=NOW)
        assert [kind for kind, words in sentences().items() if not (words.get("zh") and words.get("en"))] == []


class TestReading:
    def test_is_ones_own_alone(self, scene):
        tell(scene)
        notice = Notice.objects.get()
        for other in ("riverhead", "bureau", "leader"):
            assert queries.inbox(scene.actor(other)).rows == ()
            with pytest.raises(NotFound):
                mark_read(notice_id=notice.pk, by=scene.actor(other), at=NOW)
        assert signed_in(scene.accounts["hill"]).post(f"/notices/{notice.pk}/open/").status_code == 404

    def test_leads_to_the_page_and_is_read_by_that(self, scene):
        tell(scene)
        browser = signed_in(scene.accounts["river"])
        page = browser.get("/notices/").content.decode()
        assert "移交给您" in page and 'class="ld-bell-count"' in page
        answer = browser.post(f"/notices/{Notice.objects.get().pk}/open/")
        assert (answer.status_code, answer["Location"]) == (302, "/projects/")
        assert 'class="ld-bell-count"' not in browser.get("/notices/").content.decode()

    def test_takes_as_many_statements_for_thirty_as_for_one(self, scene, django_assert_num_queries):
        reader = scene.actor("river")
        for number in (1, 30):
            for place in range(number):
                tell(scene, object_id=place + 1)
            with django_assert_num_queries(2):
                assert len(queries.inbox(reader).rows) == number
