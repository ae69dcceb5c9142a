"""The demonstration's policies: the pack of files reviewed and published, one draft with a red line, facts of sixty firms."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import luodi
from luodi.demo import inventing
from luodi.demo.people import Staff
from luodi.journeys.conclude_fairness_review import conclude_fairness_review
from luodi.observations import operations as observations
from luodi.observations.operations import FirmAnswer
from luodi.policies import operations, queries
from luodi.policies.fact_sheet import fact_sheet
from luodi.policies.queries import ClauseFilter
from luodi.reviews import operations as reviews
from luodi.reviews import queries as review_queries
from luodi.values.actor import Actor, system

FOLDER = Path(luodi.__file__).resolve().parents[2] / "policies"
FIRMS, WITH_ACCOUNTS, UNKNOWN = 60, 8, 0.25
CHANGED, VERIFIED = "rd-spend", 4
INDUSTRIES = {"digital": "I65", "health": "C27", "energy": "C38", "manufacturing": "C35", "services": "L72"}
LISTS = {
    "giant_listed": "国家级专精特新“小巨人”名单（演示）", "srdi_listed": "省级专精特新中小企业名单（演示）",
    "hightech_since": "高新技术企业认定名单（演示）", "hightech_until": "高新技术企业认定名单（演示）",
    "certificates": "资质备案汇总表（演示）", "listing_accepted": "交易所受理名单（演示）", "listed": "上市公司名录（演示）",
    "headquarters": "总部企业认定名单（演示）", "scaled_before": "历年规模以上企业名录（演示）",
}  # fmt: skip
FIRM = Actor(kind="stranger", address="192.0.2.7")
TAXED = """[[clause]]
id = "move-in-award"
version = 1
title = "企业迁入奖励（演示，未过审）"
title_en = "Award for moving in (demonstration, not passed)"
kind = "award"
valid = { from = 2026-01-01, to = 2027-12-31 }
when = "迁入日期 >= 2026-01-01 and 纳税额 >= 100万元"
amount = "20万元"
round = { to = "元", mode = "half_up" }
department = "投促局"
mode = "apply"
text = { article = "5", page = 2, quote = "对新迁入并在本区纳税满一百万元的企业，给予一次性奖励二十万元。" }

[[clause.case]]
name = "迁入并纳税二百万"
given = { "迁入日期" = 2026-03-01, "纳税额" = "200万元", "严重失信" = false, "重大安全环保事故" = false, "骗补" = false }
expect = { status = "eligible", amount = "20万元" }
"""


def add_policies(
    staff: Staff, firm_ids: list[int], *, drafter: Actor, checker: Actor, street: Actor, today: date,
    morning: Callable[..., datetime],
) -> None:  # fmt: skip
    """Take in the pack, have it reviewed and published document by document, leave one draft, and report facts of firms."""
    begun = morning(today - timedelta(days=40), 9)
    files = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.toml"))}
    taken = operations.import_pack(files=files, by=drafter, at=begun)
    publish(taken, drafter, checker, morning, today)
    later = morning(today - timedelta(days=6), 14)
    row = operations.draft_clause(policy_id=next(iter(taken.drafted)), text=TAXED, by=drafter, at=later)
    operations.submit_clauses(policy_id=row.policy_id, clause_pks=[row.pk], by=drafter, at=later)
    _facts(firm_ids, drafter, street, today, morning)
    _lists(checker, date(today.year - 1, 12, 31), morning(today - timedelta(days=12), 10))
    _verify(firm_ids[:VERIFIED], checker, today.year - 1, morning(today - timedelta(days=10), 10))
    _reckon(drafter, checker, today, morning(today - timedelta(days=2), 9))


def _lists(checker: Actor, day: date, at: datetime) -> None:
    """Declare the lists complete that a district holds whole, so that who is not on one is known not to be."""
    for field, words in LISTS.items():
        operations.declare_register(
            field=field, year=None, complete_on=day, source=operations.FactSource("register", words),
            reason="主管部门公布的全部名单，已逐户比对", by=checker, at=at,
        )  # fmt: skip


def _reckon(drafter: Actor, checker: Actor, today: date, at: datetime) -> None:
    """Screen all firms, draft a dearer version of the R&D clause, and simulate it."""
    robot = system("政策匹配（演示）")
    screening = operations.start_screening(year=today.year - 1, as_of=today, by=checker, at=at)
    operations.screen_all(screening_id=screening.pk, by=robot, at=at)
    row = next(
        each for each in queries.clauses(drafter, ClauseFilter(words="rd-spend")).rows if each.clause_id == CHANGED
    )
    text = queries.clause_page(drafter, row.id).text
    number = queries.next_version(CHANGED)
    for old, new in (
        (f"version = {row.version}", f"version = {number}"), (f"from = {row.valid_from}", f"from = {today.year}-01-01"),
        ("研发费用 >= 100万元", "研发费用 >= 50万元"), ("10% * max(0元", "15% * max(0元"), ("caps = { firm_year = \"100万元\"", "caps = { firm_year = \"150万元\""),
    ):  # fmt: skip
        text = text.replace(old, new, 1)
    draft = operations.draft_clause(
        policy_id=row.policy_id,
        text=text,
        remark="门槛降到 50 万元，增量按 15% 算，每户封顶提到 150 万元",
        by=drafter,
        at=at,
    )
    wish = operations.start_simulation(
        title="研发投入奖励放宽门槛", year=today.year - 1, clause_pks=[draft.pk], as_of=today, by=drafter, at=at
    )
    operations.run_simulation(simulation_id=wish.pk, by=robot, at=at)


def publish(
    taken: operations.TakenIn, drafter: Actor, checker: Actor, morning: Callable[..., datetime], today: date
) -> None:
    """Have a pack that was taken in reviewed, and publish it document by document."""
    asked, heard, passed = (morning(today - timedelta(days=days), 10) for days in (36, 30, 25))
    for policy_id, drafts in taken.drafted.items():
        rows = operations.submit_clauses(
            policy_id=policy_id, clause_pks=drafts, by=drafter, at=asked
        )  # fmt: skip
        review_id = rows[0].review_id or 0
        version = _answer(review_id, drafter, checker, heard)
        conclude_fairness_review(
            review_id=review_id, version=version, words="标准公开、客观，对各类经营者同等适用，可以出台。",
            by=checker, at=passed,
        )  # fmt: skip
        operations.publish_clauses(policy_id=policy_id, clause_pks=[each.pk for each in rows], by=checker, at=passed)


def _answer(review_id: int, drafter: Actor, checker: Actor, at: datetime) -> int:
    """Answer what was found and attach a hearing; each act counts the review's version up, and the last one is given."""
    page = review_queries.review_page(review_id, drafter)
    version = page.row.version
    for finding in page.findings:
        if finding.severity == "note":
            continue
        forbids = finding.severity == "forbid"
        reviews.answer_finding(
            review_id=review_id, version=version, finding_id=finding.id, kind="not_applicable" if forbids else "explained",
            words="按公开、客观的标准对全部企业同等适用。", by=drafter, at=at,
        )  # fmt: skip
        version += 1
        if forbids:
            reviews.accept_answer(
                review_id=review_id,
                version=version,
                finding_id=finding.id,
                accepted=True,
                words="同意",
                by=checker,
                at=at,
            )
            version += 1
    reviews.attach_hearing(
        review_id=review_id, version=version, heard="operators", held_date=at.date(), who="辖区十二家企业和两家商会（虚构）",
        summary="认为标准清楚、程序公开，未发现排除、限制竞争。", by=drafter, at=at,
    )  # fmt: skip
    return version + 1


def _facts(firm_ids: list[int], bureau: Actor, street: Actor, today: date, morning: Callable[..., datetime]) -> None:
    """Report two years of facts by sheets, and revenue of the firms that authorised it."""
    chance, year = random.Random(inventing.plan()["seed"] + 5), today.year - 1
    known = inventing.firms(FIRMS)
    lines: list[dict[str, str]] = []
    for place, firm in enumerate(known):
        now, before = _firm(chance, firm.track, place, year)
        for values, of in ((now, year), (before, year - 1)):
            lines.append({"code": firm.credit_code, "name": firm.name, "year": str(of)} | values)
    codes = list(dict.fromkeys(key for line in lines for key in line if key not in ("code", "name", "year")))
    rows = [
        [line["code"], line["name"], line["year"], "部门数据共享与企业申报材料（演示）", "", *(line.get(code, "") for code in codes)]
        for line in lines
    ]  # fmt: skip
    operations.import_facts(
        data=fact_sheet(rows, codes),
        file_name="企业数据-演示.xlsx",
        by=bureau,
        at=morning(today - timedelta(days=20), 10),
    )
    for place, company_id in enumerate(firm_ids[:WITH_ACCOUNTS]):
        _accounts(company_id, known[place].name, place, year, street, morning, today)


def _firm(chance: random.Random, track: str, place: int, year: int) -> tuple[dict[str, str], dict[str, str]]:
    """Invent what is known of a firm in a year and the year before."""
    spend, staff, floor = (
        chance.choice([60, 180, 480, 1200, 2600]),
        chance.choice([12, 35, 80, 160, 420]),
        chance.choice([0, 300, 800, 1500]),
    )
    grown = chance.choice([0.8, 1.05, 1.25, 1.6])
    now = {
        "industry": INDUSTRIES[track], "sector": next(zh for code, zh, _en in inventing.plan()["tracks"] if code == track), "street": inventing.plan()["streets"][place % 8],
        "size": "小型" if staff < 100 else "中型", "registered": f"{year - 1 - place % 9}-0{1 + place % 9}-15",
        "rd_spend": f"{spend}万元", "employees": str(staff), "rd_staff": str(staff // 5), "discredited": "否", "major_accident": "否",
        "fraud": "否" if place != 7 else "是", "headquarters": "是" if place % 29 == 3 else "否",
        "equipment_spend": f"{chance.choice([0, 120, 640, 2300])}万元", "fixed_investment": f"{chance.choice([0, 900, 6200])}万元",
        "voucher_spend": f"{chance.choice([0, 4, 18])}万元", "exports": f"{chance.choice([0, 90, 700, 2600])}万元",
        "talent_d": str(chance.choice([0, 0, 1])), "talent_e": str(chance.choice([0, 1, 3])), "talent_f": str(chance.choice([0, 2, 6])),
        "lease_area": f"{floor}㎡", "own_building": "否",
    }  # fmt: skip
    if floor:
        now |= {
            "rent_price": f"{chance.choice(['1.1', '1.6', '2.3'])}元/㎡·天",
            "lease_year": str(1 + place % 3),
            "building_grade": chance.choice(["A", "B", "C"]),
        }
    marks = [word for word, part in (("高企", 3), ("专精特新", 5), ("科技型中小企业", 2)) if place % part == 0]
    if marks:
        now["certificates"] = ",".join(marks)
    if place % 11 == 4:
        now["giant_listed"] = f"{year}-07-01"
    if place % 5 == 0:
        now["srdi_listed"] = f"{year}-06-01"
    if place % 3 == 0:
        now |= {"hightech_since": f"{year}-11-20", "hightech_until": f"{year + 3}-11-19"}
    before = {
        "rd_spend": f"{round(spend / grown)}万元",
        "employees": str(round(staff / 1.1)),
        "exports": now["exports"],
    }
    always = {"industry", "sector", "street", "discredited", "fraud", "major_accident"}
    for code in [each for each in now if each not in always]:
        if chance.random() < UNKNOWN and code not in LISTS:
            del now[code]
    return now, before


def _accounts(
    company_id: int, name: str, place: int, year: int, street: Actor, morning: Callable[..., datetime], today: date
) -> None:
    """Have a firm authorise its accounts, and report its revenue of two years."""
    at = morning(today - timedelta(days=15), 9)
    subject = observations.subject_of_company(
        company_id=company_id, name=name, unit_id=street.unit_id or 0, by=street, at=at
    )
    asked = observations.request_consent(
        subject_id=subject.pk, purpose="惠企政策匹配与兑现（演示）", until=today + timedelta(days=365), by=street, at=at
    )
    secret = observations.make_consent_link(consent_id=asked.pk, by=street, at=at)
    answer = FirmAnswer(True, "示例代表", "法定代表人")
    observations.answer_link(secret=secret, answer=answer, by=FIRM, at=at + timedelta(hours=1))
    source = operations.FactSource("firm", "年度审计报告（演示）")
    for of, factor in ((year - 1, 80), (year, 100)):
        operations.record_fact(
            company_id=company_id, field="revenue", year=of, value=f"{(3 + place) * factor * 40}万元", source=source,
            by=street, at=at + timedelta(hours=2),
        )  # fmt: skip


def _verify(company_ids: list[int], checker: Actor, year: int, at: datetime) -> None:
    """Verify what is known of some firms, as another person than who reported it."""
    for company_id in company_ids:
        for each in queries.profile(checker, company_id, year=year).rows:
            if each.may_verify:
                operations.verify_fact(fact_id=each.id, by=checker, at=at)
