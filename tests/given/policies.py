"""Scenes of policies, built through operations: one policy with two clauses of the handbook."""

from luodi.companies import operations as companies
from luodi.companies.models import Company
from luodi.policies import operations
from luodi.policies.models import ClauseVersion, Fact, Policy
from luodi.policies.operations import FactSource
from luodi.reviews import operations as reviews
from luodi.reviews.models import Finding
from tests.given import transfers
from tests.given.people import NOW, District
from tests.given.reviews import act

HEAD = """[policy]
id = "science"
kind = "sector"
title = "示例科技创新政策"
title_en = "Example science policy"
document = "示例政〔2025〕3号"
released = 2025-02-28
department = "科技局"

[envelopes.science-2025]
title = "科技专项资金"
year = 2025
amount = "3000万元"
over = "pro_rata"

[groups.rd]
title = "研发"
rule = "max"

"""
RD = """[[clause]]
id = "rd-spend"
version = 1
title = "研发投入补助"
title_en = "Support for R&D"
kind = "ratio"
valid = { from = 2025-01-01, to = 2027-12-31 }
scope = { industries = ["C27", "I65"] }
when = "研发费用 >= 100万元 and 研发费用 > prev(研发费用)"
amount = "max(5% * min(研发费用, 2000万元), 10% * max(0元, 研发费用 - prev(研发费用)))"
round = { to = "元", mode = "half_up" }
caps = { firm_year = "100万元" }
envelope = "science-2025"
group = "rd"
evidence = [ { name = "加计扣除备案", proves = ["研发费用"] } ]
department = "科技局"
mode = "apply"
notice_days = 5
text = { article = "7", page = 3, quote = "研发投入超过上年的，给予补助。" }

[[clause.case]]
name = "手册算例"
given = { "研发费用" = "2600万元", "prev(研发费用)" = "1800万元", industry = "I65" }
expect = { status = "eligible", amount = "100万元" }

"""
GIANT = """[[clause]]
id = "giant"
version = 1
title = "国家级小巨人奖励"
title_en = "Award for national little giants"
kind = "award"
valid = { from = 2025-01-01, to = 2027-12-31 }
when = "小巨人公布日期 >= 2025-01-01"
amount = "50万元"
envelope = "science-2025"
evidence = [ { name = "工信部公布名单", proves = ["小巨人公布日期"] } ]
department = "经信局"
mode = "confirm"
text = { article = "9", page = 4, quote = "新认定的国家级小巨人企业给予一次性奖励。" }

[[clause.case]]
name = "入选"
given = { "小巨人公布日期" = 2025-06-01 }
expect = { status = "eligible", amount = "50万元" }
"""
FILE = HEAD + RD + GIANT


def policy(scene: District) -> Policy:
    """Start the policy from its head."""
    return operations.start_policy(head=HEAD, by=scene.actor("bureau"), at=NOW)


def draft(scene: District, of: Policy, text: str = RD) -> ClauseVersion:
    """Draft a clause of it."""
    return operations.draft_clause(policy_id=of.pk, text=text, by=scene.actor("bureau"), at=NOW)


def firm(scene: District, name: str = "示例甲公司") -> Company:
    """Register a firm."""
    return companies.register_company(name=name, by=scene.actor("bureau"), at=NOW)


def fact(scene: District, of: Company, field: str, value: str, *, year: int = 2024, by: str = "bureau") -> Fact:
    """Report a fact of a firm."""
    return operations.record_fact(
        company_id=of.pk, field=field, year=year, value=value, source=FactSource("form", "专项审计报告第 3 页"),
        by=scene.actor(by), at=NOW,
    )  # fmt: skip


def people(scene: District) -> None:
    """Add the parameters and a second person of the bureau, and load the parameters."""
    transfers.parameters()
    transfers.second_bureau(scene)


def submitted(scene: District, row: ClauseVersion) -> None:
    """Send a draft into review."""
    operations.submit_clauses(policy_id=row.policy_id, clause_pks=[row.pk], by=scene.actor("bureau"), at=NOW)


def reviewed(scene: District, row: ClauseVersion) -> None:
    """Answer what the fair-competition review found, and have it concluded by the second person of the bureau."""
    row.refresh_from_db()
    review = row.review
    for each in Finding.objects.filter(review=review, state="open"):
        act(
            reviews.answer_finding,
            review,
            scene,
            "bureau",
            finding_id=each.pk,
            kind="explained",
            words="标准客观，面向全部企业",
        )
    act(
        reviews.attach_hearing,
        review,
        scene,
        "bureau",
        heard="operators",
        held_date=NOW.date(),
        who="示例企业代表五家",
        summary="无异议",
    )
    act(reviews.conclude_review, review, scene, "bureau2", words="经审查，可以出台")


def published(scene: District, text: str = RD) -> tuple[Policy, ClauseVersion]:
    """Publish one clause of the policy."""
    of = policy(scene)
    row = draft(scene, of, text)
    submitted(scene, row)
    reviewed(scene, row)
    operations.publish_clauses(policy_id=of.pk, clause_pks=[row.pk], by=scene.actor("bureau2"), at=NOW)
    row.refresh_from_db()
    return of, row
