"""Scenes of agreements, built through operations; every name is invented."""

from datetime import date
from decimal import Decimal

from luodi.agreements import operations
from luodi.agreements.models import Agreement
from luodi.agreements.operations import Head, NewDuty, NewPayment, NewPeriod, NewStage, NewTerm, Party, Source
from luodi.engines.papers import docx_of
from luodi.engines.wording import text_paper
from luodi.reviews import operations as reviews
from luodi.reviews.models import Review
from luodi.values.money import Money
from tests.given import projects
from tests.given.people import NOW, District

TODAY = date(2025, 3, 8)
TEXT = """澄川医药总部项目投资协议
甲方：临河街道办事处
乙方：澄川医药科技有限公司
第一条　项目内容
乙方在临河街道建设总部和研发中心。
第二条　投资进度
乙方于2026年12月31日前完成固定资产投资3000万元，于2028年12月31日前累计完成12000万元。
第三条　房租补助
甲方依据公开政策，按乙方实际支付的房租给予补助，最高不超过1200万元，分三期兑付。
第四条　整改
未达到约定进度的，给予不超过12个月的整改期。
（以下无正文）
甲方（盖章）：          乙方（盖章）：
"""
FRAMEWORK = """澄川医药合作框架协议
甲方：临河街道办事处
乙方：澄川医药科技有限公司
第一条　合作方向
双方在生命健康领域开展合作，具体权利义务以双方另行签订的投资协议为准。
"""
PARTIES = (Party("临河街道办事处", "district", "甲方"), Party("澄川医药科技有限公司", "firm", "乙方"))


def head(number: str = "临投〔2025〕1号", title: str = "澄川医药总部项目投资协议", **more) -> Head:
    """Give the head of an invented agreement."""
    return Head(title=title, number=number, parties=PARTIES, **more)


def wan(amount: int) -> Money:
    """Give an amount of so many 万元."""
    return Money(Decimal(amount) * 10_000)


def payment(**change) -> NewPayment:
    """Give the payment of the handbook's second worked example: rent, capped at 1,200万, 30/40/30."""
    stages = (
        NewStage(300_000, "开工证明", date(2026, 12, 31)),
        NewStage(400_000, "竣工证明", date(2027, 12, 31)),
        NewStage(300_000, "达产证明", date(2028, 12, 31)),
    )
    given = {
        "what": "房租补助", "driver": "rent", "cap": wan(1200), "stages": stages, "basis": "按实际支付房租",
        "legal_basis": "《示例区支持总部经济若干政策》第六条", "budget_line": "产业扶持专项",
    } | change  # fmt: skip
    return NewPayment(**given)


def term(**change) -> NewTerm:
    """Give the term of the handbook's second worked example: fixed assets 3000/8000/12000万 cumulative."""
    targets = {2026: 3000, 2027: 8000, 2028: 12000}
    periods = tuple(
        NewPeriod(date(year + 1, 3, 31), wan(target).amount, date(2026, 1, 1), date(year + 1, 1, 1))
        for year, target in targets.items()
    )
    given = {
        "indicator": "fixed_assets", "measure": "cumulative", "periods": periods, "evidence": ("专项审计报告", "发票"),
        "cure": {"notice_working_days": 10, "plan_days": 30, "cure_months": 12}, "remedy": "顺延兑付", "payment": 1,
    } | change  # fmt: skip
    return NewTerm(**given)


def tax_term(**change) -> NewTerm:
    """Give the yearly tax term of the same example: watched, never paid for."""
    periods = tuple(
        NewPeriod(date(year + 1, 5, 31), wan(target).amount, date(year, 1, 1), date(year + 1, 1, 1))
        for year, target in ((2026, 1000), (2027, 2000), (2028, 3000))
    )
    return NewTerm(
        **{"indicator": "tax", "measure": "sum", "periods": periods, "evidence": ("完税证明（经授权）",)} | change
    )


def duty(scene: District, **change) -> NewDuty:
    """Give a duty of the district: permits within twenty days."""
    given = {"kind": "permit", "what": "协助办理施工许可", "unit_id": scene.units["临河街道"].pk, "within_days": 20}
    return NewDuty(**given | change)


def draft(scene: District, *, kind: str = "investment", by: str = "river", text: str = "", **more) -> Agreement:
    """Draft an agreement of a project of 临河街道; `project` may name another one."""
    project = more.pop("project", None) or projects.project(scene, signed_date=None)
    text = text or (FRAMEWORK if kind == "framework" else TEXT)
    return operations.draft_agreement(
        kind=kind, project_id=project.pk, head=more.pop("head", None) or head(), source=Source(text=text),
        by=scene.actor(by), at=NOW, **more,
    )  # fmt: skip


def with_terms(scene: District, agreement: Agreement, *, by: str = "river", **change) -> Agreement:
    """Set the worked example's terms."""
    given = {"terms": (term(), tax_term()), "payments": (payment(),), "duties": (duty(scene),)} | change
    agreement.refresh_from_db()
    operations.set_terms(agreement_id=agreement.pk, version=agreement.version, by=scene.actor(by), at=NOW, **given)
    agreement.refresh_from_db()
    return agreement


def submitted(scene: District, *, by: str = "river", **more) -> Agreement:
    """Draft an agreement with its terms and send it into review."""
    agreement = draft(scene, by=by, **more)
    if agreement.kind == "investment":
        agreement = with_terms(scene, agreement, by=by)
    return operations.submit(agreement_id=agreement.pk, version=agreement.version, by=scene.actor(by), at=NOW)


def concluded(scene: District, agreement: Agreement, *, by: str = "riverhead") -> Review:
    """Conclude the review that was asked when the agreement was submitted."""
    review = Review.objects.filter(origin_kind="agreements.agreement", origin_id=agreement.pk).order_by("-pk")[0]
    named = {"review_id": review.pk, "by": scene.actor(by), "at": NOW}
    reviews.attach_hearing(
        **named,
        version=review.version,
        heard="operators",
        held_date=date(2025, 3, 1),
        who="三家示例企业",
        summary="没有异议",
    )
    review.refresh_from_db()
    reviews.conclude_review(**named, version=review.version, words="没有排除、限制竞争的内容")
    review.refresh_from_db()
    return review


def approved(scene: District, **more) -> Agreement:
    """Bring an agreement through its review to its approval by the bureau."""
    agreement = submitted(scene, **more)
    concluded(scene, agreement)
    return operations.approve(
        agreement_id=agreement.pk,
        version=agreement.version,
        legal_opinion="区司法〔2025〕7号",
        by=scene.actor("bureau"),
        at=NOW,
    )


def carried_through(scene: District, draft_: Agreement) -> Agreement:
    """Bring a draft with its terms through review, approval and signing."""
    draft_.refresh_from_db()
    at = {"by": scene.actor("river"), "at": NOW}
    agreement = operations.submit(agreement_id=draft_.pk, version=draft_.version, **at)
    concluded(scene, agreement)
    agreement.refresh_from_db()
    passed = operations.approve(
        agreement_id=agreement.pk, version=agreement.version, legal_opinion="区司法〔2025〕7号", by=scene.actor("bureau"),
        at=NOW,
    )  # fmt: skip
    return signed(scene, passed)


def signed_file(agreement: Agreement, change: tuple[str, str] = ("", "")) -> Source:
    """Give the Word file that is signed: the approved text, or one that differs."""
    text = agreement.approved.text.replace(*change) if change[0] else agreement.approved.text
    return Source(data=docx_of(text_paper(text)), file_name="签署本.docx")


def signed(scene: District, agreement: Agreement | None = None, **more) -> Agreement:
    """Record the signing of an approved agreement by the head of the street."""
    agreement = agreement or approved(scene, **more)
    return operations.record_signing(
        agreement_id=agreement.pk, version=agreement.version, file=signed_file(agreement), signed_date=TODAY,
        by=scene.actor("riverhead"), at=NOW,
    )  # fmt: skip
