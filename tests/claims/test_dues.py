"""What a firm is due by published clauses: invited, confirmed once, applied for; what was frozen stays, whatever comes later."""

from datetime import timedelta

import pytest

from luodi.claims import operations, queries, refusals
from luodi.claims.models import Claim, Evidence
from luodi.documents.models import Document
from luodi.policies import operations as policies
from luodi.values.refusal import NotAllowed, NotFound
from tests.given import policies as given
from tests.given.claimed import LATER, policy_scene, represented
from tests.given.files import docx
from tests.given.kept import kept

YEAR = 2025


@pytest.fixture
@kept
def scene(db):
    return policy_scene()


def due(scene, clause="rd-spend", **more):
    return queries.due_of(scene.firm.pk, clause, YEAR, at=LATER, **more)


def invited(scene, by="bureau", clause="giant"):
    return operations.invite(company_id=scene.firm.pk, clause=clause, year=YEAR, by=scene.actor(by), at=LATER)


def as_firm(scene, do, claim, **more):
    claim.refresh_from_db()
    return do(claim_id=claim.pk, version=claim.version, by=scene.actor(scene.user), at=LATER, **more)


class TestDue:
    def test_is_the_engines_judgement_with_every_source(self, scene):
        found = due(scene)
        assert (found.asked_fen, found.mode, found.wanted) == (1_000_000_00, "apply", ["加计扣除备案"])
        assert {name: (each["shown"], each["state"]) for name, each in found.inputs.items()} == {
            "industry": ("I65", "verified"), "rd_spend": ("2600万元", "verified"), "rd_spend@-1": ("1800万元", "verified"),
        }  # fmt: skip
        assert all(each["source"] for each in found.inputs.values()) and len(found.clause_sha256) == 64

    def test_says_why_nothing_is_due(self, scene):
        other = given.firm(scene, "示例乙公司")
        with pytest.raises(refusals.ClaimNotDue) as said:
            queries.due_of(other.pk, "rd-spend", YEAR, at=LATER)
        assert "研发费用" in said.value.params["why"]
        with pytest.raises(refusals.ClaimClauseUnknown):
            queries.due_of(other.pk, "none", YEAR, at=LATER)

    def test_of_one_firm_lists_what_is_due_first(self, scene):
        rows = queries.standings(scene.firm.pk, YEAR, at=LATER)
        assert [(row.clause, row.status, row.granted_fen) for row in rows] == [
            ("rd-spend", "eligible", 1_000_000_00), ("giant", "eligible", 500_000_00),
        ]  # fmt: skip


class TestInviting:
    def test_the_firm_confirms_once_and_what_is_verified_needs_no_more_check(self, scene):
        claim = invited(scene)
        assert (claim.stage, claim.frozen_at) == ("invited", None)
        with pytest.raises(refusals.ClaimThereAlready):
            invited(scene)
        confirmed = as_firm(scene, operations.confirm_invitation, claim)
        assert (confirmed.stage, confirmed.granted_fen, bool(confirmed.inputs_sha256)) == ("checked", 500_000_00, True)
        assert confirmed.checks.get(kind="department").code == "all_inputs_verified"

    def test_is_for_who_may_invite_and_confirming_for_the_firm_alone(self, scene):
        with pytest.raises(NotAllowed):
            invited(scene, by="river")
        claim = invited(scene)
        represented(scene, given.firm(scene, "示例丙公司").pk, "stranger")
        with pytest.raises(NotFound):
            operations.confirm_invitation(claim_id=claim.pk, version=1, by=scene.actor("stranger"), at=LATER)

    def test_many_are_invited_and_each_is_told_what_became_of_it(self, scene):
        other = given.firm(scene, "示例乙公司")
        found = operations.invite_many(
            company_ids=[scene.firm.pk, other.pk], clause="giant", year=YEAR, by=scene.actor("bureau"), at=LATER
        )
        assert found == {scene.firm.pk: "", other.pk: "claim_not_due"}

    def test_a_declined_invitation_leaves_room_for_another(self, scene):
        as_firm(scene, operations.decline_invitation, invited(scene), reason="今年不需要")
        assert invited(scene).stage == "invited"


class TestApplying:
    def test_keeps_a_draft_asks_for_evidence_and_freezes_what_was_known(self, scene):
        by = scene.actor(scene.user)
        claim = operations.draft_claim(company_id=scene.firm.pk, clause="rd-spend", year=YEAR, by=by, at=LATER)
        as_firm(scene, operations.keep_draft, claim, words="另附说明")
        with pytest.raises(NotFound):
            queries.claim_page(scene.actor("bureau"), claim.pk, today=LATER.date())
        with pytest.raises(refusals.ClaimEvidenceMissing):
            as_firm(scene, operations.submit_claim, claim)
        operations.upload_evidence(
            claim_id=claim.pk, data=docx("加计扣除备案表"), file_name="备案.docx", name="加计扣除备案", by=by, at=LATER
        )
        assert not Document.objects.visible_to(by).exists() and Evidence.objects.visible_to(by).count() == 1
        done = as_firm(scene, operations.submit_claim, claim)
        frozen = (done.inputs, done.inputs_sha256, done.clause_sha256, done.asked_fen)
        later = LATER + timedelta(days=1)
        policies.dispute_fact(
            fact_id=done.inputs["rd_spend"]["fact"], reason="税务提出", by=scene.actor("bureau"), at=later
        )
        done.refresh_from_db()
        assert (done.inputs, done.inputs_sha256, done.clause_sha256, done.asked_fen) == frozen
        assert done.stage == "submitted" and done.unit_id == scene.units["规划资源局"].pk
        assert Claim.objects.get().words == "另附说明"
