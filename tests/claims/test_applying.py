"""Asking to act for a firm without an account: what is taken in, what is told, what is decided and what is forgotten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from luodi.claims import operations, queries, refusals
from luodi.claims.models import Application, ApplicationPaper
from luodi.claims.operations import Applicant
from luodi.companies import operations as companies
from luodi.companies.operations import NewCompany
from luodi.engines.files import FileRefused
from luodi.journal.models import Line, Personal
from luodi.people import operations as people
from luodi.people.models import Account
from luodi.people.operations.accounts import SignInNameTaken
from luodi.people.queries import nobody
from luodi.values.credit_code import CreditCode, CreditCodeFailsCheck
from luodi.values.refusal import NotAllowed, NotFound
from tests.given.kept import kept
from tests.given.people import NOW, SET_UP, district

CODE = CreditCode.compose("91", "330199", "MA000001").text
OTHER = CreditCode.compose("91", "330199", "MA000002").text
PDF = b"%PDF-1.4\n%%EOF\n"


def scene_of():
    people.load_initial_parameters(by=SET_UP, at=NOW)
    rows = [NewCompany(name="示例申请科技有限公司", credit_code=CODE, source_kind="demo")]
    companies.register_companies(rows=rows, by=SET_UP, at=NOW)
    return district()


@pytest.fixture
@kept
def scene(db):
    return scene_of()


def stranger(address="10.9.8.7"):
    return nobody(request_id="test-request", address=address)


def papers(text=b""):
    return {"licence": ("执照.pdf", PDF + b"1" + text), "power": ("委托书.pdf", PDF + b"2" + text)}


def apply(code=CODE, *, name="测试申请人", address="10.9.8.7", given=None, at=NOW, consents=True, role="agent"):
    applicant = Applicant(code, "示例申请科技有限公司", name, "13900001111", role, consents)
    return operations.apply(
        applicant=applicant, papers=papers(name.encode()) if given is None else given, by=stranger(address), at=at
    )


def test_an_application_is_approved_and_its_person_acts_for_the_firm_with_a_one_time_code(scene):
    receipt = apply()
    row = Application.objects.get()
    assert receipt not in str(Line.objects.values_list("facts", "object_id")) and row.receipt_hash != receipt
    state = operations.state_of_application(receipt=receipt.lower(), by=stranger(), at=NOW)
    assert (state.state, state.reason, state.decided_at) == ("asked", "", None)
    (shown,), counts = queries.applications(scene.actor("bureau"))
    assert (shown.company, shown.same_name, counts["asked"]) == ("示例申请科技有限公司", True, 1)
    assert shown.phone != row.phone and [paper.kind for paper in shown.papers] == ["licence", "power"]
    with pytest.raises(SignInNameTaken):
        operations.admit_applicant(application_id=row.pk, sign_in_name="river", by=scene.actor("bureau"), at=NOW)
    found = operations.admit_applicant(application_id=row.pk, sign_in_name="applied", by=scene.actor("bureau"), at=NOW)
    people.reset_password(sign_in_name="applied", code=found.code, password="Canal-Bridge-88!", by=stranger(), at=NOW)
    actor = scene.actor("applied")
    assert actor.may("claims.own") and actor.firm_ids == {shown.company_id} and not actor.may("claims.view")
    assert operations.state_of_application(receipt=receipt, by=stranger(), at=NOW).state == "approved"
    with pytest.raises(refusals.ApplicationSettled):
        operations.refuse_applicant(application_id=row.pk, reason="重复", by=scene.actor("bureau"), at=NOW)


def test_what_is_not_whole_or_not_what_it_should_be_is_refused_by_name(scene):
    with pytest.raises(CreditCodeFailsCheck):
        apply(CODE[:-1] + ("A" if CODE[-1] != "A" else "B"))
    for given in ({}, {"licence": ("执照.pdf", PDF)}):
        with pytest.raises(refusals.ApplicationNotWhole):
            apply(given=given)
    with pytest.raises(refusals.ApplicationNeedsConsent):
        apply(consents=False)
    with pytest.raises(refusals.ApplicationPaperKind):
        apply(given=papers() | {"licence": ("执照.txt", "只是文字".encode())})
    for body in (b"", b"MZ" + b"\0" * 100, PDF + b"PK\x05\x06" + b"PK\x01\x02", b"\x89PNG broken"):
        with pytest.raises(FileRefused):
            apply(given=papers() | {"licence": ("执照.pdf", body)})
    assert not Application.objects.exists()
    apply(role="legal", given={"licence": ("执照.pdf", PDF)})


def test_the_answer_is_the_same_whether_the_firm_is_known_or_not_and_a_second_one_says_nothing_of_others(scene):
    assert len(apply(CODE)) == len(apply(OTHER)) == len("ABCDE-ABCDE-ABCDE-ABCDE")
    apply(CODE, name="测试另一人")
    with pytest.raises(refusals.ApplicationWaits) as refused:
        apply(CODE)
    assert "测试另一人" not in refused.value.sentence("zh") and refused.value.params == {}
    unknown = Application.objects.get(credit_code=OTHER)
    with pytest.raises(refusals.ApplicationFirmUnknown):
        operations.admit_applicant(application_id=unknown.pk, sign_in_name="nn", by=scene.actor("bureau"), at=NOW)
    assert not Account.objects.filter(sign_in_name="nn").exists()


def test_the_same_proof_used_twice_is_a_named_doubt_that_is_answered_in_words(scene):
    apply(given=papers())
    apply(OTHER, name="测试冒名", given={"licence": papers()["power"], "power": papers()["power"]})
    first, second = Application.objects.order_by("pk")
    assert first.doubts == []
    assert second.doubts == [{"code": "papers_are_one", "other": None}, {"code": "paper_used_twice", "other": first.pk}]
    row = NewCompany(name="示例另一公司", credit_code=OTHER, source_kind="demo")
    companies.register_companies(rows=[row], by=SET_UP, at=NOW)
    with pytest.raises(refusals.ClaimNeedsWords):
        operations.admit_applicant(application_id=second.pk, sign_in_name="nn", by=scene.actor("bureau"), at=NOW)
    operations.admit_applicant(
        application_id=second.pk, sign_in_name="nn", note="同一集团，已电话核实", by=scene.actor("bureau"), at=NOW
    )


def test_an_address_that_calls_too_often_waits_and_the_queue_has_an_end(scene):
    people.set_parameter(code="claims.application_tries", value=3, unit="次", source="制度", valid_from=NOW.date(),
                         by=scene.actor("bureau"), at=NOW)  # fmt: skip
    for _ in range(3):
        with pytest.raises(refusals.ApplicationUnknown):
            operations.state_of_application(receipt="AAAAA", by=stranger(), at=NOW)
    with pytest.raises(refusals.ApplicationTriesTooMany):
        apply()
    apply(address="10.9.8.6")
    apply(OTHER, at=NOW + timedelta(hours=2))
    people.set_parameter(code="claims.applications_waiting", value=2, unit="件", source="制度", valid_from=NOW.date(),
                         by=scene.actor("bureau"), at=NOW)  # fmt: skip
    with pytest.raises(refusals.ApplicationsTooMany):
        apply(name="测试第三人", address="10.9.8.5")


def test_only_the_bureau_sees_and_decides_and_each_look_at_a_paper_leaves_a_line(scene):
    apply()
    row, paper = Application.objects.get(), ApplicationPaper.objects.order_by("kind").first()
    for who in ("planning", "river"):
        assert queries.applications(scene.actor(who))[0] == []
        with pytest.raises(NotFound):
            operations.refuse_applicant(application_id=row.pk, reason="不明", by=scene.actor(who), at=NOW)
        with pytest.raises(NotFound):
            operations.open_paper(paper_id=paper.pk, by=scene.actor(who), at=NOW)
    with pytest.raises(NotAllowed):
        operations.refuse_applicant(application_id=row.pk, reason="不明", by=scene.actor("auditor"), at=NOW)
    assert bytes(operations.open_paper(paper_id=paper.pk, by=scene.actor("bureau"), at=NOW).body).startswith(PDF)
    assert Line.objects.filter(event="application.paper_opened").count() == 1


def test_a_refused_application_is_forgotten_after_its_days_and_its_reason_stays_to_be_read(scene):
    receipt = apply()
    row = Application.objects.get()
    operations.refuse_applicant(application_id=row.pk, reason="委托书没有公章", by=scene.actor("bureau"), at=NOW)
    assert operations.forget_applications(by=SET_UP, at=NOW + timedelta(days=29)) == 0
    assert operations.forget_applications(by=SET_UP, at=NOW + timedelta(days=31)) == 1
    row.refresh_from_db()
    assert (row.name, row.phone, row.firm_name) == ("", "", "")
    assert set(row.papers.values_list("body", "file_name")) == {(None, "")}
    with pytest.raises(NotFound):
        operations.open_paper(paper_id=row.papers.first().pk, by=scene.actor("bureau"), at=NOW)
    assert operations.state_of_application(receipt=receipt, by=stranger(), at=NOW).reason == "委托书没有公章"
    erased = Line.objects.get(event="application.erased")
    assert "测试申请人" not in str(Personal.objects.filter(line_id=erased.pk).values_list("values", flat=True))


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_of_two_officers_who_approve_at_once_one_opens_the_account():
    scene = scene_of()
    apply()
    row = Application.objects.get()
    by = scene.actor("bureau")

    def press(name):
        try:
            operations.admit_applicant(application_id=row.pk, sign_in_name=name, by=by, at=NOW)
            return "done"
        except refusals.ApplicationSettled:
            return "settled"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, ("one", "two"))) == ["done", "settled"]
    assert Account.objects.filter(sign_in_name__in=("one", "two")).count() == 1
