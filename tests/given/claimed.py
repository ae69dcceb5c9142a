"""Scenes of claims: envelopes, firms with accounts, and claims walked to a stage through operations."""

from datetime import date, datetime, timedelta

from luodi.claims import operations
from luodi.claims.models import Claim, Envelope
from luodi.claims.operations import opening
from luodi.claims.queries.dues import Due
from luodi.companies import operations as companies
from luodi.companies.operations import NewCompany
from luodi.people import operations as people
from luodi.policies import operations as policies
from luodi.policies.models import ClauseVersion
from tests.given import policies as given_policies
from tests.given.people import NOW, PASSWORD, SET_UP, District, district

LATER = NOW + timedelta(days=12)
INPUTS = {"rd_spend": {"label": "研发费用", "value": "26000000", "state": "verified", "source": "加计扣除备案"}}


def second_of(scene: District, name: str, unit: str, role: str) -> str:
    """Add another person of a unit, so that two can do what needs two; gives the sign-in name."""
    person = people.add_person(name=f"测试{name}", by=SET_UP, at=NOW)
    people.give_post(
        person_id=person.pk, unit_id=scene.units[unit].pk, role=role, from_date=date(2024, 1, 1), by=SET_UP, at=NOW
    )
    scene.accounts[name] = people.open_account(
        person_id=person.pk, sign_in_name=name, password=PASSWORD, temporary=False, by=SET_UP, at=NOW
    )
    return name


def firms(number: int) -> list[int]:
    """Register firms."""
    rows = [NewCompany(name=f"示例潮声第{n}科技有限公司", source_kind="demo") for n in range(1, number + 1)]
    return companies.register_companies(rows=rows, by=SET_UP, at=NOW)


def represented(scene: District, company_id: int, name: str = "firmuser") -> str:
    """Name a person who acts for a firm, with an account; gives the sign-in name."""
    person = people.add_person(name="测试代表", by=SET_UP, at=NOW)
    companies.name_representative(
        company_id=company_id, person_id=person.pk, from_date=date(2024, 1, 1), by=SET_UP, at=NOW
    )
    scene.accounts[name] = people.open_account(
        person_id=person.pk, sign_in_name=name, password=PASSWORD, temporary=False, by=SET_UP, at=NOW
    )
    return name


def envelope(scene: District, fen: int, *, over: str = "first_come", code: str = "science-2025") -> Envelope:
    """Open an envelope with money in it."""
    row = operations.open_envelope(
        code=code, year=2025, title="科技专项资金", over=over, unit_id=scene.units["规划资源局"].pk,
        budget_line="2060404", by=scene.actor("finance"), at=NOW,
    )  # fmt: skip
    if fen:
        operations.appropriate(envelope_id=row.pk, amount_fen=fen, reason="年初预算", by=scene.actor("finance"), at=NOW)
    return row


def clause(scene: District) -> int:
    """Give the version of the clause behind the claims of a scene."""
    there = ClauseVersion.objects.filter(clause_id="rd-spend").values_list("pk", flat=True).first()
    return there or given_policies.draft(scene, given_policies.policy(scene)).pk


def due(scene: District, of: Envelope, company_id: int, fen: int, **change) -> Due:
    """Draw up what a firm is due."""
    given = {
        "company_id": company_id, "year": 2025, "clause_version_id": clause(scene), "clause_code": "rd-spend", "clause_number": 3,
        "clause_title": "研发投入补助", "clause_title_en": "R&D grant", "clause_sha256": "a" * 64, "group": "rd",
        "mode": "apply", "notice_days": 5, "unit_id": scene.units["规划资源局"].pk, "envelope_id": of.pk, "wanted": [],
        "inputs": INPUTS, "explanation": {"zh": ["研发费用 2,600 万元，按 5% 计"], "en": ["5% of 26m"]}, "asked_fen": fen,
    }  # fmt: skip
    return Due(**(given | change))


def submitted(scene: District, of: Envelope, company_id: int, fen: int, *, at: datetime = NOW, **change) -> Claim:
    """Give a claim that was handed in: with its inputs frozen, before its department."""
    drawn = due(scene, of, company_id, fen, **change)
    claim = opening._stored(drawn, "draft", scene.actor("planning"), at)
    opening.freeze(claim, drawn, at)
    fields = [*opening.FROZEN, "inputs_sha256", "frozen_at"]
    return opening.move(claim, "submitted", "claim.submitted", scene.actor("planning"), at, *fields)


def step(scene: District, claim: Claim, do, by: str, *, at: datetime = NOW, **more) -> Claim:
    """Take a step with a claim as it stands now."""
    claim.refresh_from_db()
    return do(claim_id=claim.pk, version=claim.version, by=scene.actor(by), at=at, **more)


def published(scene: District, of: Envelope, company_id: int, fen: int, **change) -> Claim:
    """Give a claim whose publication ran from NOW."""
    claim = submitted(scene, of, company_id, fen, **change)
    step(scene, claim, operations.check_claim, "planning", passed=True)
    step(scene, claim, operations.cross_check, "finance", passed=True)
    if claim.notice_days:
        operations.publish_claims(
            claim_ids=[claim.pk], title="拟兑现名单", contact="科技局 示例电话", by=scene.actor("planning"), at=NOW
        )
    claim.refresh_from_db()
    return claim


def approved(scene: District, of: Envelope, company_id: int, fen: int, **change) -> Claim:
    """Give a claim that was approved."""
    claim = published(scene, of, company_id, fen, **change)
    return step(scene, claim, operations.approve_claim, "bureau", at=LATER)


def account(scene: District, company_id: int, number: str = "6222000011112222") -> None:
    """Give a firm a confirmed account."""
    row = operations.propose_account(
        company_id=company_id,
        holder="示例户名",
        bank="示例银行城中支行",
        number=number,
        by=scene.actor("finance"),
        at=NOW,
    )
    operations.decide_account(account_id=row.pk, confirm=True, by=scene.actor("finance2"), at=NOW)


def policy_scene() -> District:
    """Give the district with two published clauses, a firm that is due both, its user, and people for each step."""
    scene = district()
    given_policies.people(scene)
    second_of(scene, "planning2", "规划资源局", "department")
    for text in (given_policies.RD, given_policies.GIANT):
        scene.policy = getattr(scene, "policy", None) or given_policies.policy(scene)
        row = given_policies.draft(scene, scene.policy, text)
        given_policies.submitted(scene, row)
        given_policies.reviewed(scene, row)
        policies.publish_clauses(policy_id=scene.policy.pk, clause_pks=[row.pk], by=scene.actor("bureau2"), at=NOW)
    scene.firm = given_policies.firm(scene)
    for field, value, year in (
        ("rd_spend", "2600万元", 2025), ("rd_spend", "1800万元", 2024), ("industry", "I65", 2025),
        ("小巨人公布日期", "2025-02-01", 2025),
    ):  # fmt: skip
        fact = given_policies.fact(scene, scene.firm, field, value, year=year)
        policies.verify_fact(fact_id=fact.pk, by=scene.actor("bureau2"), at=NOW)
    scene.fund = envelope(scene, 10_000_000_00, over="pro_rata")
    scene.user = represented(scene, scene.firm.pk)
    second_of(scene, "finance2", "财政局", "finance")
    return scene
