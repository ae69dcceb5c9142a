"""What is paid for rests on a published clause of the policy library: chosen, shown with its words, seen by the review."""

import pytest
from django.db import IntegrityError, transaction

from luodi.agreements import refusals
from luodi.agreements.models import Payment
from luodi.agreements.operations.asking import structured
from luodi.policies import operations as policies
from luodi.values.refusal import NotFound
from tests.given import agreements as given
from tests.given import policies as given_policies
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, district


@pytest.fixture
@kept
def scene(db):
    scene = district()
    given_policies.people(scene)
    scene.policy, scene.clause = given_policies.published(scene)
    return scene


def test_a_payment_rests_on_a_published_clause_whose_words_stand_beside_it(scene):
    draft = given.draft(scene)
    page = signed_in(scene.accounts["river"])
    assert f'<option value="{scene.clause.pk}">' in page.get(f"/agreements/{draft.pk}/terms").content.decode()
    paid = given.payment(clause_id=scene.clause.pk, legal_basis="")
    agreement = given.with_terms(scene, draft, payments=(paid,))
    assert agreement.sheet.payments.get().clause == scene.clause
    (seen,) = [each for each in structured(agreement) if each.kind == "payment"]
    assert seen.policy_reference == "《示例科技创新政策》研发投入补助（rd-spend 第1版）"
    shown = page.get(f"/agreements/{draft.pk}/").content.decode()
    assert "研发投入超过上年的，给予补助。" in shown and f"/clauses/{scene.clause.pk}/" in shown
    assert "已不再有效" not in shown
    scene.clause.refresh_from_db()
    policies.withdraw_clause(
        clause_pk=scene.clause.pk, edits=scene.clause.edits, reason="停止执行", by=scene.actor("bureau2"), at=NOW
    )
    assert "已不再有效" in page.get(f"/agreements/{draft.pk}/").content.decode()
    assert f'<option value="{scene.clause.pk}" selected>' in page.get(f"/agreements/{draft.pk}/terms").content.decode()


def test_a_draft_clause_two_grounds_and_an_unknown_clause_are_refused(scene):
    text = given_policies.RD.replace("version = 1", "version = 2").replace("from = 2025-01-01", "from = 2026-01-01")
    unpublished = given_policies.draft(scene, scene.policy, text)
    draft = given.draft(scene)
    for change, refusal in (
        ({"clause_id": unpublished.pk, "legal_basis": ""}, refusals.PolicyNotPublished),
        ({"clause_id": scene.clause.pk}, refusals.PaymentOnTwoGrounds),
        ({"clause_id": scene.clause.pk, "legal_basis": "", "policy_article": "第六条"}, refusals.PaymentOnTwoGrounds),
        ({"clause_id": 10**9, "legal_basis": ""}, NotFound),
    ):
        with pytest.raises(refusal):
            given.with_terms(scene, draft, payments=(given.payment(**change),))
    agreement = given.with_terms(scene, draft, payments=(given.payment(),))
    row = agreement.sheet.payments.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(
            sheet=agreement.sheet, ordinal=9, what="另一项", driver=row.driver, cap=row.cap, basis="按实", clause=scene.clause,
            legal_basis="某条",
        )  # fmt: skip
