"""A signed agreement taken into the ledger: the firm's promises and the district's, with the payment in stages, once."""

from datetime import date
from decimal import Decimal

import pytest

from luodi.agreements import operations, queries, refusals
from luodi.agreements.operations import Head, NewPeriod, Source
from luodi.journal.models import Line
from luodi.promises.models import Promise, Supplement, Term
from luodi.values.refusal import NotAllowed
from tests.given import agreements as given
from tests.given import observed
from tests.given import projects as given_projects
from tests.given import promised as given_promised
from tests.given import transfers as given_transfers
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, district

WAN = 10_000
STARTED = given.NewTerm("milestone", "date", (NewPeriod(date(2026, 6, 30)),), ("施工许可证",), name="开工")


@pytest.fixture
@kept
def scene(db):
    found = district()
    given_transfers.parameters()
    return found


@pytest.fixture
def signed(scene):
    return signed_one(scene)


def signed_one(scene, *, firm=True, **change):
    company = given_projects.firm("澄川医药科技有限公司") if firm else None
    project = given_projects.project(scene, signed_date=None, company_id=company.pk if company else None)
    draft = given.draft(scene, project=project)
    terms = {"terms": (given.term(), given.tax_term(), STARTED)} | change
    given.with_terms(scene, draft, **terms)
    return given.carried_through(scene, draft)


def take(scene, agreement, by="river"):
    agreement.refresh_from_db()
    return operations.take_into_ledger(agreement_id=agreement.pk, version=agreement.version, by=scene.actor(by), at=NOW)


def test_the_firm_promises_what_is_watched_and_the_district_what_it_owes(scene, signed):
    found = take(scene, signed)
    assert (found.made, found.supplemented, found.left) == (4, 0, ())
    invested, taxed, started, owed = Promise.objects.order_by("pk")
    assert (invested.indicator, invested.measure, invested.cumulative_cure, invested.pays) == (
        "fixed_assets",
        "cumulative",
        1,
        True,
    )
    assert (taxed.indicator, taxed.pays, taxed.data_class) == ("tax", False, "secret")
    assert (started.indicator, owed.indicator) == ("milestones", "milestones")
    assert started.subject_id != owed.subject_id and started.subject.name.endswith("：开工")
    assert (
        owed.promisor_unit_id == scene.units["临河街道"].pk
        and owed.beneficiary_company_id == invested.promisor_company_id
    )
    rows = list(invested.terms.order_by("valid_from"))
    assert [(each.valid_from, each.valid_to) for each in rows] == [
        (date(2026, 1, 1), date(2027, 1, 1)), (date(2027, 1, 1), date(2028, 1, 1)), (date(2028, 1, 1), date(2029, 1, 1)),
    ]  # fmt: skip
    assert [each.target for each in rows] == [3000 * WAN, 8000 * WAN, 12_000 * WAN]
    assert [each.amount for each in rows] == [360 * WAN, 480 * WAN, 360 * WAN]
    assert [each.due_date for each in rows] == [date(2027, 3, 31), date(2028, 3, 31), date(2029, 3, 31)]
    assert Term.objects.get(promise=owed).due_date == date(2025, 3, 28)
    assert Line.objects.get(event="agreement.taken_up").facts["promises"] == 4


def test_taking_it_twice_changes_nothing(scene, signed):
    take(scene, signed)
    with pytest.raises(refusals.NothingToPromise):
        take(scene, signed)
    assert Promise.objects.count() == 4


def test_each_milestone_is_reached_by_itself(scene, signed):
    take(scene, signed)
    started, owed = Promise.objects.filter(indicator="milestones").order_by("pk")
    observed.verified(scene, owed.subject, "1", indicator="milestones", unit="个", period=observed.Period(date(2025, 3, 8), date(2025, 3, 9)))  # fmt: skip
    ledger = queries.ledger_of(scene.actor("river"), signed.pk, today=date(2026, 12, 1))
    standing = {each.id: each.running.verdict for each in ledger.rows}
    assert standing[owed.pk] == "met" and standing[started.pk] == "no_data"


def test_a_supplement_proposes_new_terms_and_another_person_approves_them(scene, signed):
    take(scene, signed)
    lower = tuple(
        NewPeriod(each.due_date, each.target if place != 1 else Decimal(7500 * WAN), each.from_date, each.to_date)
        for place, each in enumerate(given.term().periods)
    )
    signed.refresh_from_db()
    child = operations.supplement(
        parent_id=signed.pk, head=Head(title="澄川医药总部项目补充协议", number="临补〔2025〕1号", parties=given.PARTIES),
        source=Source(text="第一条　进度调整\n第二年目标调整为7500万元。"), by=scene.actor("river"), at=NOW,
    )  # fmt: skip
    given.with_terms(scene, child, terms=(given.term(periods=lower),), duties=())
    child = given.carried_through(scene, child)
    found = take(scene, child)
    assert (found.made, found.supplemented) == (0, 1)
    asked = Supplement.objects.get()
    assert "临补〔2025〕1号" in asked.ground and asked.document_id == child.signed_document_id
    given_promised.approved(scene, asked)
    running = Term.objects.filter(promise=asked.promise, known_until=None).order_by("valid_from")
    assert [each.target for each in running] == [3000 * WAN, 7500 * WAN, 12_000 * WAN]
    assert [each.amount for each in running] == [360 * WAN, 480 * WAN, 360 * WAN]
    with pytest.raises(refusals.NothingToPromise):
        take(scene, child)


def test_a_measure_that_the_ledger_has_not_is_named_and_the_rest_is_taken(scene):
    level = given.NewTerm("talent", "level", (NewPeriod(date(2027, 1, 31), Decimal(50), date(2026, 1, 1), date(2027, 1, 1)),), ("名册",))  # fmt: skip
    found = take(scene, signed_one(scene, terms=(given.term(), level)))
    assert (found.made, found.left) == (2, ("人才导入",))


def test_without_a_firm_before_the_signing_or_from_another_street_nothing_is_taken(scene):
    with pytest.raises(refusals.AgreementFirmUnknown):
        take(scene, signed_one(scene, firm=False))
    assert not Promise.objects.exists()
    other = given_projects.project(scene, "示例青石项目", signed_date=None)
    draft = given.with_terms(scene, given.draft(scene, project=other, head=given.head("临投〔2025〕9号")))
    with pytest.raises(refusals.AgreementNotIn):
        take(scene, draft)
    with pytest.raises(NotAllowed):
        take(scene, draft, by="auditor")


def test_the_page_offers_it_once_and_then_shows_each_promise_with_its_stages(scene, signed):
    page = signed_in(scene.accounts["river"])
    assert "还没有转入承诺台账" in page.get(f"/agreements/{signed.pk}/").content.decode()
    signed.refresh_from_db()
    sent = page.post(f"/agreements/{signed.pk}/ledger", {"version": signed.version}, follow=True).content.decode()
    assert "已转入承诺台账：4 项承诺" in sent and "3,600,000.00" in sent and "区方义务" in sent
    assert f"/agreements/{signed.pk}/ledger" not in sent
    refused = page.post(f"/agreements/{signed.pk}/ledger", {"version": Promise.objects.count() and signed.version})
    assert refused.status_code == 409
