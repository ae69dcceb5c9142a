"""Reviews together with what lies beside and above them: files, the project's gate, tasks, a changed rule pack."""

from dataclasses import replace
from datetime import date

import pytest

from luodi.documents.models import Document
from luodi.engines import fairness
from luodi.engines.papers import Paper, Paragraph, docx_of, pdf_of
from luodi.engines.reading.refusals import DocxBroken
from luodi.jobs import reviews as jobs
from luodi.journeys import conclude_fairness_review as journey
from luodi.journeys.ask_fairness_review import ask_fairness_review, rewrite_reviewed_text
from luodi.projects.models import Evidence
from luodi.reviews import operations, queries
from luodi.reviews.models import Conclusion, Finding, Reread, Rescan, Review
from luodi.reviews.operations import NewReview
from luodi.reviews.refusals import PackAlreadyAdopted, PackUnknown, RescanRunning
from luodi.tasks.models import Task
from luodi.values.actor import system
from luodi.values.refusal import NotAllowed
from tests.given import projects
from tests.given import reviews as given
from tests.given.kept import kept
from tests.given.people import NOW, district
from tests.given.reviews import AGREEMENT, BAD, act, asked, finding

MACHINE = system("规则包重新扫描")


@pytest.fixture
@kept
def scene(db):
    scene = district()
    given.regulator(scene)
    return scene


@pytest.fixture
def stricter(monkeypatch):
    """A second version of the pack: the rule on tax has other reasons, and nothing is found about leaving any more."""
    first, review = fairness.load_pack(), fairness.review
    rules = first.rules | {"C05": replace(first.rules["C05"], reason="新的理由")}
    second = replace(first, version="FCR-2025.2", rules=rules)

    def review_without_leaving(text, *, pack, clauses=()):
        outcome = review(text, pack=pack, clauses=clauses)
        kept = tuple(each for each in outcome.findings if pack is first or each.id != "G01")
        return replace(outcome, findings=kept)

    monkeypatch.setattr(fairness, "load_pack", _packs(first, second))
    monkeypatch.setattr(fairness, "pack_names", lambda: ("fcr-2025", "fcr-next"))
    monkeypatch.setattr(fairness, "review", review_without_leaving)
    return second


def _packs(first, second):
    known = {"fcr-2025": first, "fcr-next": second}
    return lambda name="fcr-2025": known[name]


class TestFiles:
    @pytest.mark.parametrize("name", ["协议.docx", "协议.pdf", "协议.txt"])
    def test_a_file_is_kept_and_its_text_read(self, scene, name):
        paper = Paper("投资协议", tuple(Paragraph(line) for line in AGREEMENT.splitlines()))
        data = {"docx": docx_of, "pdf": pdf_of}.get(name[-4:].strip("."), lambda _: AGREEMENT.encode())(paper)
        new = NewReview(title="协议", text="")
        pk = ask_fairness_review(new=new, data=data, file_name=name, by=scene.actor("river"), at=NOW)
        text = queries.review_page(pk, scene.actor("river")).text
        assert BAD in "".join(text.split()) and Document.objects.get().file_name == name

    def test_of_a_broken_file_nothing_is_kept(self, scene):
        data = docx_of(Paper("", (Paragraph("甲"),))).replace(b"word/document.xml", b"word/documenu.xml")
        with pytest.raises(Exception) as refused:  # noqa: PT011 (any refusal of the reader)
            ask_fairness_review(
                new=NewReview(title="协议", text=""), data=data, file_name="a.docx", by=scene.actor("river"), at=NOW
            )
        assert refused.value.code and not Review.objects.exists() and not Document.objects.exists()
        assert DocxBroken.code == "page_docx_broken"

    def test_a_new_version_may_be_a_file(self, scene):
        review = asked(scene)
        rewrite_reviewed_text(
            review_id=review.pk, version=review.version, data="第一条　没有问题的文字。".encode(), file_name="新.txt",
            by=scene.actor("river"), at=NOW,
        )  # fmt: skip
        assert finding(review, "C05") is None


class TestGate:
    def test_a_conclusion_becomes_the_project_s_evidence_and_is_taken_back_when_an_exemption_ends(self, scene):
        project = projects.project(scene, "临河新材料项目")
        review = asked(scene, project_id=project.pk, text=f"{BAD}")
        act(
            operations.grant_exemption, review, scene, "riverhead", finding_id=finding(review, "C05").pk,
            ground="science", no_milder="已比较", reasons="攻关", until_date=date(2025, 6, 30),
        )  # fmt: skip
        for each in Finding.objects.filter(review=review, state="open"):
            act(operations.answer_finding, review, scene, finding_id=each.pk, kind="not_applicable", words="理由")
            if each.severity == "forbid":
                act(operations.accept_answer, review, scene, "riverhead", finding_id=each.pk, accepted=True, words="")
        act(operations.attach_hearing, review, scene, heard="none", held_date=date(2025, 3, 8), summary="不涉及")
        act(journey.conclude_fairness_review, review, scene, "riverhead", words="可以")
        line = Evidence.objects.get(project=project, item="fairness_conclusion")
        assert (line.reference, line.origin_kind, line.origin_id) == (review.number, "reviews.review", review.pk)
        assert journey.expire_exemptions(today=date(2025, 7, 1), by=MACHINE, at=NOW) == 1
        assert Evidence.objects.filter(project=project, item="fairness_conclusion").count() == 2
        task = Task.objects.get(origin_kind="reviews.review", origin_id=review.pk)
        assert task.unit_id == review.unit_id and "C05" in task.title


class TestChangedPack:
    def test_all_live_texts_are_read_again_and_the_difference_is_shown(self, scene, stricter):
        standing, done, gone = asked(scene), asked(scene), asked(scene)
        given.concluded(done, scene)
        act(operations.withdraw_review, gone, scene, reason="不做了")
        written = Conclusion.objects.values().get()
        rescan = operations.adopt_pack(name="fcr-next", reason="规则更新", by=scene.actor("bureau"), at=NOW)
        journey.rescan_all(rescan_ids=[rescan.pk], by=MACHINE, at=NOW, size=1)
        page = queries.rescan_page(rescan.pk, scene.actor("bureau"))
        assert (page.state, page.done, page.total) == ("done", 2, 2)
        row = next(each for each in page.rows if each.review_id == standing.pk)
        assert row.changed >= 1 and row.gone >= 1
        assert {(each["what"], each["rule"]) for each in row.lines} >= {("changed", "C05"), ("gone", "G01")}
        assert finding(standing, "C05").reason == "新的理由" and finding(standing, "C05").state == "open"
        assert Task.objects.filter(origin_kind="reviews.review", origin_id=standing.pk).count() == 1
        assert Conclusion.objects.values().get() == written
        assert queries.pack_in_force().version == "FCR-2025.2"

    def test_a_rescan_that_was_cut_off_does_nothing_twice(self, scene, stricter):
        for _ in range(3):
            asked(scene)
        rescan = operations.adopt_pack(name="fcr-next", by=scene.actor("bureau"), at=NOW)
        assert journey.rescan_some(rescan_id=rescan.pk, size=2, by=MACHINE, at=NOW) == 2
        findings, tasks = Finding.objects.count(), Task.objects.count()
        assert queries.rescan_page(rescan.pk, scene.actor("bureau")).done == 2
        assert jobs.rescan(rescan.pk) == 1 and jobs.rescan(rescan.pk) == 0
        assert Finding.objects.count() > findings and Task.objects.count() == tasks + 1
        assert Reread.objects.count() == 3 and Rescan.objects.get().state == "done"

    def test_is_the_bureau_s_to_adopt_once_and_one_at_a_time(self, scene, stricter):
        with pytest.raises(NotAllowed):
            operations.adopt_pack(name="fcr-next", by=scene.actor("riverhead"), at=NOW)
        with pytest.raises(PackUnknown):
            operations.adopt_pack(name="nothing", by=scene.actor("bureau"), at=NOW)
        operations.adopt_pack(name="fcr-next", by=scene.actor("bureau"), at=NOW)
        with pytest.raises(PackAlreadyAdopted):
            operations.adopt_pack(name="fcr-next", by=scene.actor("bureau"), at=NOW)
        with pytest.raises(RescanRunning):
            operations.adopt_pack(name="fcr-2025", by=scene.actor("bureau"), at=NOW)

    def test_others_texts_are_counted_and_not_named(self, scene, stricter):
        asked(scene)
        asked(scene, who="bureau", data_class="sensitive")
        rescan = operations.adopt_pack(name="fcr-next", by=scene.actor("bureau"), at=NOW)
        jobs.rescan(rescan.pk)
        page = queries.rescan_page(rescan.pk, scene.actor("river"))
        assert len(page.rows) == 1 and page.hidden == 1
