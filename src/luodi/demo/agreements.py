"""Agreements of the demonstration: one signed with the handbook's worked terms, one in review, a framework, a supplement,
three legacy ones with their clean-up; all through operations, with invented names.
"""

from datetime import date, datetime, timedelta

from luodi.agreements import operations
from luodi.agreements import queries as agreement_queries
from luodi.agreements.operations import (
    Decision,
    Head,
    NewDuty,
    NewPayment,
    NewPeriod,
    NewStage,
    NewTerm,
    Party,
    Source,
)
from luodi.engines.papers import docx_of
from luodi.engines.wording import text_paper
from luodi.journeys.conclude_fairness_review import conclude_fairness_review
from luodi.reviews import operations as reviews
from luodi.reviews.queries import review_page
from luodi.values.actor import Actor
from luodi.values.money import Money

WAN = 10_000
TEXT = """{project}投资协议
甲方：{unit}
乙方：{firm}
第一条　项目内容
乙方在本区建设研发和生产基地，项目内容以依法备案的文件为准。
第二条　投资进度
乙方三年累计完成固定资产投资12000万元，分年为3000万元、8000万元、12000万元，以专项审计报告为准。
第三条　房租补助
甲方依据公开政策，按乙方实际支付的租金给予补助，最高不超过1200万元，分三期兑付；符合同一条件的经营者享受同等待遇。
第四条　整改
未达到约定进度的，甲方书面告知，乙方提交整改方案，整改期不超过12个月，期满按累计值复核。
第五条　变更
变更金额、期限、指标的，双方另行签订补充协议并重新审查。
（以下无正文）
甲方（盖章）：          乙方（盖章）：
"""
FRAMEWORK = """{project}合作框架协议
甲方：{unit}
乙方：{firm}
第一条　合作方向
双方在产业协同、场景开放方面开展合作。
第二条　性质
本协议仅表达合作意向，不构成付款义务、供地承诺或者兑付条件；具体权利义务以双方另行签订的投资协议为准。
"""
SUPPLEMENT = """{project}补充协议
第一条　进度调整
双方同意，第二年累计固定资产投资目标由8000万元调整为7500万元，总额不变。
"""
LEGACY = (
    ("示例云岭智造有限公司", "2016-06-01", "2026-12-31", "第一条　奖励\n甲方按乙方缴纳税收形成的区级地方财力贡献的50%给予奖励。\n第二条　期限\n乙方十年内不得迁出本区。\n"),
    ("示例青禾食品有限公司", "2018-03-15", "2028-03-14", "第一条　地价\n甲方对乙方取得的工业用地，按土地出让金的30%予以返还。\n"),
    ("示例沐川物流有限公司", "2019-09-20", "2029-09-19", "第一条　合作\n双方建立定期会商机制，甲方协助办理手续。\n"),
)  # fmt: skip


def add_agreements(
    *,
    street: Actor,
    head: Actor,
    bureau: Actor,
    projects: list[tuple[int, str, str]],
    unit: str,
    unit_id: int,
    at: datetime,
) -> None:
    """Add the demonstration's agreements; `projects` are (id, name, firm) of the street's projects, at least three."""
    operations.load_library(by=bureau, at=at)
    signed = _signed(street, head, bureau, projects[0], unit, unit_id, at)
    version = agreement_queries.agreement(street, signed, today=at.date()).row.version
    operations.take_into_ledger(agreement_id=signed, version=version, by=street, at=at + timedelta(days=3))
    _draft(
        street,
        "investment",
        projects[1],
        unit,
        "临潮投〔2026〕12号",
        at + timedelta(days=3),
        submit=True,
        unit_id=unit_id,
    )
    _draft(
        street,
        "framework",
        projects[2],
        unit,
        "临潮框〔2026〕3号",
        at + timedelta(days=4),
        submit=False,
        unit_id=unit_id,
    )
    named = {"project": projects[0][1], "unit": unit, "firm": projects[0][2]}
    operations.supplement(
        parent_id=signed, source=Source(text=SUPPLEMENT.format(**named)), by=street, at=at + timedelta(days=9),
        head=Head(title=f"{projects[0][1]}补充协议", number="临潮补〔2026〕1号"),
    )  # fmt: skip
    _legacy(street, bureau, unit, unit_id, at + timedelta(days=5))


def _head(title: str, number: str, unit: str, firm: str, **more) -> Head:
    parties = (Party(unit, "district", "甲方"), Party(firm, "firm", "乙方"))
    return Head(title=title, number=number, parties=parties, **more)


def _draft(
    street: Actor,
    kind: str,
    project: tuple[int, str, str],
    unit: str,
    number: str,
    at: datetime,
    *,
    submit: bool,
    unit_id: int,
) -> tuple[int, int]:
    """Draft an agreement, with terms where it is an investment; give its id and version."""
    project_id, name, firm = project
    named = {"project": name, "unit": unit, "firm": firm}
    word = "投资协议" if kind == "investment" else "合作框架协议"
    made = operations.draft_agreement(
        kind=kind, project_id=project_id, head=_head(f"{name}{word}", number, unit, firm, scope="研发、生产与场景合作"),
        source=Source(text=(TEXT if kind == "investment" else FRAMEWORK).format(**named)), by=street, at=at,
    )  # fmt: skip
    version = made.version
    if kind == "investment":
        _terms(made.pk, version, street, unit_id, at)
        version += 1
    if submit:
        version = operations.submit(
            agreement_id=made.pk, version=version, by=street, at=at + timedelta(hours=1)
        ).version
    return made.pk, version


def _terms(agreement_id: int, version: int, street: Actor, unit_id: int, at: datetime) -> None:
    """Set the terms of the handbook's second worked example: 3000/8000/12000万, support capped at 1,200万, 30/40/30."""
    year = at.year + 1
    totals = zip(range(year, year + 3), (3000, 8000, 12000), strict=True)
    watched = tuple(
        NewPeriod(date(each + 1, 3, 31), Money(total * WAN).amount, date(year, 1, 1), date(each + 1, 1, 1))
        for each, total in totals
    )
    taxed = tuple(
        NewPeriod(date(each + 1, 5, 31), Money(total * WAN).amount, date(each, 1, 1), date(each + 1, 1, 1))
        for each, total in zip(range(year, year + 3), (1000, 2000, 3000), strict=True)
    )
    cure = {"notice_working_days": 10, "plan_days": 30, "cure_months": 12}
    stages = ((300_000, "开工证明"), (400_000, "竣工证明"), (300_000, "达产证明"))
    operations.set_terms(
        agreement_id=agreement_id, version=version, by=street, at=at,
        terms=(
            NewTerm("fixed_assets", "cumulative", watched, ("专项审计报告", "发票", "合同"), cure=cure, remedy="顺延兑付", payment=1),
            NewTerm("tax", "sum", taxed, ("完税证明（经企业授权）",), cure=cure, remedy="只作提示"),
            NewTerm("milestone", "date", (NewPeriod(date(year, 6, 30)),), ("施工许可证",), name="开工"),
        ),
        payments=(
            NewPayment(
                what="房租补助", driver="rent", cap=Money(1200 * WAN), basis="按实际支付租金的一定比例",
                legal_basis="《临潮区支持企业发展若干政策》第六条", budget_line="产业扶持专项",
                stages=tuple(NewStage(ppm, what, date(year + place, 12, 31)) for place, (ppm, what) in enumerate(stages)),
            ),
        ),
        duties=(
            NewDuty("permit", "协助办理施工许可", unit_id, within_days=20),
            NewDuty("service", "确定服务专员，三日内答复", unit_id, due_date=date(year, 1, 31)),
        ),
    )  # fmt: skip


def _signed(
    street: Actor, head: Actor, bureau: Actor, project: tuple[int, str, str], unit: str, unit_id: int, at: datetime
) -> int:
    """Bring one agreement through review, approval and signing."""
    number = "临潮投〔2026〕8号"
    agreement_id, version = _draft(street, "investment", project, unit, number, at, submit=True, unit_id=unit_id)
    today = (at + timedelta(days=2)).date()
    review_id = agreement_queries.agreement(street, agreement_id, today=today).standing.review_id
    assert review_id is not None
    later = at + timedelta(days=1)
    reviews.attach_hearing(
        review_id=review_id, version=review_page(review_id, head).row.version, heard="operators", held_date=at.date(),
        who="三家示例企业", summary="没有异议", by=street, at=later,
    )  # fmt: skip
    conclude_fairness_review(
        review_id=review_id,
        version=review_page(review_id, head).row.version,
        words="没有排除、限制竞争的内容。",
        by=head,
        at=later,
    )
    approved = operations.approve(
        agreement_id=agreement_id, version=version, legal_opinion="临潮司审〔2026〕21号", by=bureau, at=later
    )
    data = docx_of(text_paper(approved.approved.text))
    operations.record_signing(
        agreement_id=agreement_id, version=approved.version, file=Source(data=data, file_name="投资协议（签署本）.docx"),
        signed_date=today, by=head, at=at + timedelta(days=2),
    )  # fmt: skip
    return agreement_id


def _legacy(street: Actor, bureau: Actor, unit: str, unit_id: int, at: datetime) -> None:
    """Register three old agreements, scan them and decide on the first finding."""
    first = None
    for place, (firm, signed, until, text) in enumerate(LEGACY, 1):
        made = operations.register_legacy(
            head=_head(f"{firm}投资合作协议", f"旧协〔{signed[:4]}〕{place}号", unit, firm, valid_to=date.fromisoformat(until)),
            unit_id=unit_id, signed_date=date.fromisoformat(signed), source=Source(text=text), by=street, at=at,
        )  # fmt: skip
        operations.scan_legacy(agreement_id=made.pk, by=street, at=at)
        first = first or made.pk
    page = agreement_queries.clean_ups(street, agreement_queries.CleanUpFilter(agreement_id=first), today=at.date())
    found = page.rows[0]
    decision = Decision(
        "amend", "与企业协商变更为按实际研发支出补助，集体决定后签补充协议", unit_id, at.date() + timedelta(days=60)
    )
    operations.decide_clean_up(clean_up_id=found.id, version=found.version, decision=decision, by=bureau, at=at)
    operations.note_progress(
        clean_up_id=found.id, version=found.version + 1, what="已约谈企业，企业同意协商", done=False, by=street,
        at=at + timedelta(days=1),
    )  # fmt: skip
