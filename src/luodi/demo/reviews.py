"""Two fair-competition reviews of the demonstration: one concluded, one with clauses that are forbidden (all invented)."""

from datetime import datetime, timedelta

from luodi.demo.people import Staff
from luodi.journeys.conclude_fairness_review import conclude_fairness_review
from luodi.people.queries.lookups import actor_of_person
from luodi.projects.queries import ProjectFilter, project_list
from luodi.reviews import operations, queries
from luodi.reviews.operations import NewReview

UNIT = "望潮街道"
POLICY = """望潮街道支持科技型企业发展办法(试行)
第一条 为促进科学技术进步，支持企业开展研究开发，制定本办法。
第二条 对在街道范围内开展研究开发活动的企业，按照其上一年度实际发生的研究开发费用的百分之五给予补助，每家企业每年最高五十万元。
第三条 企业自主申报，街道按照公开发布的标准审核，结果向社会公示七日。
第四条 本办法自公布之日起三十日后施行，有效期二年。
"""
AGREEMENT = """投资协议(送审稿)
甲方：望潮街道办事处
乙方：示例澄江新材料有限公司
第一条 乙方在望潮街道建设新材料研发中心，计划投资二亿元，其中设备投资不低于八千万元。
第二条 乙方自投产之年起，甲方按照乙方缴纳税收区级留存部分的百分之六十给予奖励，前三年全额返还，后两年减半。
第三条 乙方须将注册地址和税收关系迁入望潮街道，自签约之日起十年内不得迁离。
第四条 甲方按照乙方实际支付的租金给予百分之三十的补贴，期限三年，标准以公开发布的租金补贴政策为准。
第五条 双方对在履行本协议中知悉的商业秘密负有保密义务。
"""


def build_reviews(staff: Staff, *, at: datetime) -> None:
    """Have a policy reviewed to its conclusion and an agreement put before the review, as the street's people."""
    today = at.date()
    officer = actor_of_person(person_id=staff.persons["street"], today=today)
    head = actor_of_person(person_id=staff.persons["streethead"], today=today)
    policy = operations.ask_review(
        new=NewReview(title="望潮街道支持科技型企业发展办法(试行)", text=POLICY, kind="policy", data_class="internal"),
        by=officer, at=at - timedelta(days=20),
    )  # fmt: skip
    for finding in queries.review_page(policy.pk, officer).findings:
        kind = "not_applicable" if finding.severity == "forbid" else "explained"
        operations.answer_finding(
            review_id=policy.pk, version=_version(policy), finding_id=finding.id, kind=kind,
            words="标准公开、对全部企业同等适用。", by=officer, at=at - timedelta(days=19),
        )  # fmt: skip
        if finding.severity == "forbid":
            operations.accept_answer(
                review_id=policy.pk, version=_version(policy), finding_id=finding.id, accepted=True, words="同意",
                by=head, at=at - timedelta(days=19),
            )  # fmt: skip
    operations.attach_hearing(
        review_id=policy.pk, version=_version(policy), heard="operators", held_date=today - timedelta(days=18),
        who="辖区十二家科技型企业(虚构)", summary="赞成按研发费用补助，建议缩短公示时间；未发现排除、限制竞争。",
        by=officer, at=at - timedelta(days=18),
    )  # fmt: skip
    conclude_fairness_review(
        review_id=policy.pk,
        version=_version(policy),
        words="未发现排除、限制竞争的内容，可以出台。",
        by=head,
        at=at - timedelta(days=15),
    )
    rows = project_list(viewer=officer, filters=ProjectFilter(unit_id=staff.units[UNIT], stage="P4"), size=1).rows
    operations.ask_review(
        new=NewReview(
            title="示例澄江新材料研发中心投资协议", text=AGREEMENT, kind="agreement",
            project_id=rows[0].id if rows else None, origin_label=rows[0].name if rows else "",
        ),
        by=officer, at=at - timedelta(days=3),
    )  # fmt: skip


def _version(review) -> int:
    review.refresh_from_db()
    return review.version
