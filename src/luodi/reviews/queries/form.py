"""The review form (公平竞争审查表) as a paper: what was reviewed, every finding with its answer, hearings, conclusion."""

from luodi.engines.papers import Cell, Heading, Pairs, Paper, Paragraph, Run, Signatures, Table
from luodi.reviews.queries.reading import FindingPage, ReviewPage

KINDS = {"agreement": "协议、备忘录等具体政策措施", "policy": "规范性文件等政策措施", "other": "其他"}
ISSUERS = {"department": "部门自行出台", "joint": "多个部门联合出台", "government": "区政府出台"}
SEVERITIES = {"forbid": "禁止", "review": "需审查", "note": "提示"}
STATES = {"open": "未处理", "answered": "已答复", "accepted": "已答复，审查单位同意", "exempt": "适用例外"}
GROUNDS = {
    "security": "维护国家安全和发展利益", "science": "促进科学技术进步、增强自主创新能力",
    "public_good": "节约能源、保护环境、救灾救助等公共利益", "other_law": "法律、行政法规规定的其他情形",
}  # fmt: skip
HEARD = {
    "operators": "经营者",
    "associations": "行业协会商会",
    "public": "社会公众",
    "experts": "专家",
    "none": "未听取",
}
RESULTS = {"passed": "可以出台", "passed_with_exemption": "适用例外规定，可以出台"}


def review_form(page: ReviewPage) -> Paper:
    """Arrange a review as its form, with every finding that stands and what was answered to it."""
    row = page.row
    about = (
        ("送审文件", row.title), ("审查编号", row.number), ("文件类别", KINDS[row.kind]), ("出台方式", ISSUERS[row.issued_by]),
        ("起草单位", row.unit_name), ("审查单位", row.reviewer_name), ("送审人", page.asked_by or "系统"),
        ("送审日期", f"{row.asked_at:%Y-%m-%d}"), ("文本版本", f"第 {row.text_version} 版"), ("规则包", row.pack_version),
    )  # fmt: skip
    blocks = [
        Pairs(about, columns=4), Pairs((("文本指纹", row.text_sha256),)), Heading("一、审查发现与处理", 2),
        _findings(page.findings), Heading("二、适用例外", 2), *_exemptions(page), Heading("三、听取意见", 2),
        *_hearings(page), Heading("四、初审意见", 2), Paragraph(page.first_review or "无（本文件不需要初审，或尚未初审）。"),
        Heading("五、审查结论", 2), *_conclusion(page),
    ]  # fmt: skip
    return Paper(
        "公平竞争审查表",
        blocks,
        header=row.number,
        footer="依据《公平竞争审查条例》及其实施办法",
        author=row.reviewer_name,
    )


def _findings(findings: tuple[FindingPage, ...]) -> Table | Paragraph:
    if not findings:
        return Paragraph("未发现违反公平竞争审查标准的内容。")
    rows = []
    for number, each in enumerate(findings, start=1):
        mark = each.severity if each.is_open else ""
        answer = f"{STATES[each.state]}：{each.answer_words}" if each.answer_words else STATES[each.state]
        if each.severity == "note" and each.state == "open":
            answer = "提示，不需答复"
        reason = f"{each.rule}　{each.article}\n{each.reason}"
        rows.append(
            (
                Cell(str(number), align="center"),
                (Run(each.quote, mark),),
                f"{SEVERITIES[each.severity]}　{reason}",
                answer,
            )
        )
    return Table(head=(("序号", "条款原文", "依据与理由", "处理情况"),), rows=rows, widths=(1, 4, 5, 4))


def _exemptions(page: ReviewPage) -> list:
    if not page.exemptions:
        return [Paragraph("没有适用例外的条款。")]
    rows = [
        (
            each.finding.rule, GROUNDS[each.ground], each.no_milder,
            str(each.until_date or each.until_condition), each.reasons, "已终止" if each.ended_at else "有效",
        )
        for each in page.exemptions
    ]  # fmt: skip
    return [Table(head=(("规则", "情形", "无更小影响的替代方案", "期限或终止条件", "详细理由", "状态"),), rows=rows)]


def _hearings(page: ReviewPage) -> list:
    if not page.hearings:
        return [Paragraph("尚无记录。")]
    rows = [(f"{each.held_date}", HEARD[each.heard], each.who or "—", each.summary) for each in page.hearings]
    return [Table(head=(("日期", "对象", "名称", "意见"),), rows=rows, widths=(2, 2, 3, 6))]


def _conclusion(page: ReviewPage) -> list:
    if not page.conclusions or page.live:
        return [Paragraph("尚未作出结论。"), Signatures((("起草单位（盖章）", ""), ("审查单位（盖章）", "")))]
    last = page.conclusions[0]
    return [
        Paragraph(f"{RESULTS[last.result]}。{last.words}"),
        Paragraph(f"结论所依据的文本：第 {last.text_version} 版，指纹 {last.text_sha256}"),
        Signatures(
            (
                ("起草人", last.drafter), ("审查人", last.reviewer), ("审查单位（盖章）", ""),
                ("日期", f"{last.at:%Y-%m-%d}"),
            )
        ),
    ]  # fmt: skip
