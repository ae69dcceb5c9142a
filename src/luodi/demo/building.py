"""Building the demonstration district through operations and journeys, in the order in which a district would."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import xlsxwriter

from luodi.companies import operations as companies
from luodi.counting.operations import reckon_paces
from luodi.demo import inventing
from luodi.demo.agreements import add_agreements
from luodi.demo.campaigns import add_campaign
from luodi.demo.claims import add_payouts
from luodi.demo.contacts import daily_work
from luodi.demo.counting import add_counting
from luodi.demo.credit import add_transfers
from luodi.demo.follow_ups import add_follow_ups
from luodi.demo.gates import go_by_gates
from luodi.demo.items import add_items
from luodi.demo.leads import build_leads
from luodi.demo.observations import add_observations
from luodi.demo.people import Staff, add_people, add_units
from luodi.demo.policies import add_policies
from luodi.demo.promises import add_promises
from luodi.demo.reviews import build_reviews
from luodi.demo.rewards import add_rewards
from luodi.demo.scoreboards import add_scoreboards
from luodi.documents import operations as documents
from luodi.documents import queries as document_queries
from luodi.documents.queries.intakes import intake
from luodi.engines.gates.stages import STAGES
from luodi.journal.operations import seal_blocks
from luodi.journeys import import_ledger
from luodi.journeys.file_page import file_page
from luodi.journeys.read_page import read_page
from luodi.meetings import queries as meeting_queries
from luodi.people import operations as people
from luodi.people.queries.lookups import actor_of_person
from luodi.projects import operations as projects
from luodi.projects.operations import Confirmation, NewProject
from luodi.projects.queries.lists import project_list
from luodi.projects.queries.rows import ProjectFilter
from luodi.values.actor import Actor, system
from luodi.values.money import Money

HERE = Path(__file__).resolve().parent
CHINA = ZoneInfo("Asia/Shanghai")
ISSUE_DATE = date(2025, 3, 8)
SIGNED_DATE = date(2025, 3, 7)
FIRMS, EARLIER_FIRMS, PROJECTS, NAMED_SLOTS, AT_GATES = 200, 160, 120, 30, 6
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What was built: the sign-in names with their passwords, and the counts."""

    passwords: tuple[tuple[str, str, str, str], ...]
    firms: int
    projects: int


def morning(day: date, hour: int = 10) -> datetime:
    """Give an hour of a day in China."""
    return datetime.combine(day, time(hour), CHINA)


def build(*, by: Actor | None = None, at: datetime, more: int = 0, say: Told = lambda text: None) -> Built:
    """Build the whole district: units, people, firms, three years of projects, the page of the congress, its ledger.

    `more` adds so many projects by the bulk path. Everything passes the same operations as a person's work.
    """
    by = by or system("演示数据")
    today = at.astimezone(CHINA).date()
    since = date(inventing.plan()["first_year"], 1, 3)
    staff = Staff()
    say("units and people")
    add_units(staff, by=by, at=morning(since))
    add_people(staff, since=since, now=at, by=by, at=morning(since))
    _words(since, by)
    say("firms and projects")
    firm_ids = _firms(by, morning(since))
    count = _projects(staff, firm_ids, today, by)
    say("the page of the congress")
    _page(staff, today)
    count += _ledger(staff, today)
    say("fair-competition reviews")
    build_reviews(staff, at=at)
    say("projects at their gates")
    projects.load_shipped_gates(by=by, at=morning(since))
    street, bureau = (_account(staff, name, today) for name in ("street", "bureau"))
    count += go_by_gates(staff, firm_ids, street=street, bureau=bureau, by=by, at=at)
    say("what counts")
    add_counting(staff, today=today, by=by, at=at)
    say("transfers between units")
    add_transfers(staff=staff, today=today, morning=morning, by=by)
    add_items(staff=staff, today=today, morning=morning, by=by)
    say("a committee meeting and two trips")
    add_follow_ups(staff=staff, today=today, morning=morning, by=by)
    say("agreements")
    _agreements(staff, today)
    _observed(staff, today)
    add_campaign(staff=staff, bureau=bureau, today=today, morning=morning, by=by)
    add_rewards(bureau=bureau, leader=_account(staff, "leader", today), today=today, morning=morning)
    say("scoreboards")
    _ranked(staff, today, by)
    say("policies")
    add_policies(
        staff,
        firm_ids,
        drafter=_account(staff, "policy", today),
        checker=bureau,
        street=street,
        today=today,
        morning=morning,
    )
    say("payouts")
    _payouts(staff, firm_ids, today, at, by)
    say("first contact")
    count += build_leads(staff, inventing.plan()["streets"], at)
    if more > count:
        count += add_many(number=more - count, unit_ids=staff.units, firm_ids=firm_ids, by=by, at=at, say=say)
    say("daily work")
    daily_work(by=_account(staff, "bureau", today), leader=_account(staff, "leader", today), at=at)
    reckon_paces(by=by, at=at)
    seal_blocks(at=at)
    return Built(tuple(staff.passwords), len(firm_ids), count)


def _words(since: date, by: Actor) -> None:
    at = morning(since)
    people.load_initial_parameters(by=by, at=at)
    for order, (code, zh, en) in enumerate(inventing.plan()["tracks"]):
        people.add_entry(dictionary="tracks", code=code, zh=zh, en=en, valid_from=since, sort=order, by=by, at=at)


def _firms(by: Actor, at: datetime) -> list[int]:
    rows = [
        companies.NewCompany(name=firm.name, credit_code=firm.credit_code, source_kind="demo")
        for firm in inventing.firms(FIRMS)
    ]
    return companies.register_companies(rows=rows, by=by, at=at)


def _new(
    row: inventing.InventedProject, staff_units: dict[str, int], firm_ids: list[int], officer: int | None
) -> NewProject:
    return NewProject(
        name=row.name, unit_id=staff_units[row.unit], officer_id=officer, track=_track(row.track), company_id=firm_ids[row.firm],
        amount=Money(row.amount) if row.amount else None, binding=row.binding, stage_claimed=row.stage,
        signed_date=row.signed_date, landed_date=row.landed_date, started_date=row.started_date,
        produced_date=row.produced_date, site=row.site, source_kind="demo",
    )  # fmt: skip


def _track(code: str) -> str:
    return next(zh for each, zh, _ in inventing.plan()["tracks"] if each == code)


def _projects(staff: Staff, firm_ids: list[int], today: date, by: Actor) -> int:
    invented = sorted(
        inventing.projects(PROJECTS - NAMED_SLOTS - AT_GATES, EARLIER_FIRMS, today), key=lambda row: row.registered_date
    )
    for row in invented:
        ids = projects.register_projects(
            rows=[_new(row, staff.units, firm_ids, staff.officers.get(row.unit))],
            by=by,
            at=morning(row.registered_date),
        )
        if row.confirmed:
            day = max(
                filter(
                    None, [row.registered_date, row.signed_date, row.landed_date, row.started_date, row.produced_date]
                )
            )
            evidence = "演示凭证(虚构):" + "、".join(STAGES[row.stage].evidence)
            wish = Confirmation(ids[0], evidence=evidence, effective_date=day)
            projects.confirm_stages(confirmations=[wish], by=_account(staff, "bureau", today), at=morning(day, 15))
    return len(invented)


def _account(staff: Staff, name: str, today: date) -> Actor:
    return actor_of_person(person_id=staff.persons[name], today=today)


def _page(staff: Staff, today: date) -> None:
    """Read the sample page as the bureau's officer; confirm what is beyond doubt, leave the doubtful, file the rest."""
    by = _account(staff, "bureau", today)
    at = morning(ISSUE_DATE, 9)
    data = (HERE / "sample-page.txt").read_bytes()
    document_id = read_page(
        data=data, file_name="临潮日报-2025-03-08-第1版.txt", outlet="临潮日报(虚构)", issue_date=ISSUE_DATE,
        data_class="public", by=by, at=at,
    )  # fmt: skip
    page = document_queries.reading_page(document_id, by)
    for article in page.articles:
        documents.decide_article(article_id=article.id, by=by, at=at + timedelta(minutes=20))
    file_page(document_id=document_id, by=by, at=at + timedelta(hours=1))


def _ledger(staff: Staff, today: date) -> int:
    """Bring thirty of the congress's projects by an Excel ledger, so that seven places still wait for their names."""
    by = _account(staff, "bureau", today)
    batch = next((each for each in meeting_queries.batches_for_import(by) if each.kind == "signing"), None)
    if batch is None:
        return 0
    at = morning(SIGNED_DATE + timedelta(days=5), 14)
    intake_id = import_ledger.take_in_ledger(
        data=_sheet(batch.label), file_name="2025招商大会签约项目台账(演示).xlsx", mode="good_rows", by=by, at=at
    )
    checked = intake(intake_id=intake_id, viewer=by)
    import_ledger.start_run(intake_id=intake_id, version=checked.version, by=by, at=at + timedelta(minutes=10))
    return NAMED_SLOTS


def _agreements(staff: Staff, today: date) -> None:
    """Add agreements of the street that signs in: for its newest projects that are not signed yet, else for any three."""
    street, head, bureau = (_account(staff, name, today) for name in ("street", "streethead", "bureau"))
    page = project_list(viewer=street, filters=ProjectFilter(unit_id=street.unit_id))
    rows = sorted(page.rows, key=lambda row: (row.signed_date is not None, row.id))
    mine = [(row.id, row.name, row.company_name) for row in rows if row.company_name]
    if len(mine) < 3:
        return
    at = morning(today - timedelta(days=20), 9)
    add_agreements(
        street=street,
        head=head,
        bureau=bureau,
        projects=mine,
        unit=street.unit_name,
        unit_id=street.unit_id or 0,
        at=at,
    )


def _observed(staff: Staff, today: date) -> None:
    """Observe the newest projects of the street that signs in, one for each firm."""
    street, head = (_account(staff, name, today) for name in ("street", "streethead"))
    page = project_list(viewer=street, filters=ProjectFilter(unit_id=street.unit_id))
    rows = {row.company_id: (row.id, row.name, row.company_id, row.company_name) for row in page.rows if row.company_id}
    newest = sorted(rows.values(), reverse=True)[:3]
    add_observations(street=street, head=head, projects=newest, today=today, morning=morning)
    add_promises(street=street, head=head, projects=newest, today=today, morning=morning)


def _payouts(staff: Staff, firm_ids: list[int], today: date, now: datetime, by: Actor) -> None:
    """Pay what the firms with facts are due."""
    names = [(pk, firm.name) for pk, firm in zip(firm_ids, inventing.firms(60), strict=False)]
    bureau, policy, finance, leader = (
        _account(staff, name, today) for name in ("bureau", "policy", "finance", "leader")
    )
    add_payouts(
        staff,
        names,
        bureau=bureau,
        policy=policy,
        finance=finance,
        leader=leader,
        today=today,
        morning=morning,
        now=now,
        by=by,
    )


def _ranked(staff: Staff, today: date, by: Actor) -> None:
    """Rank the streets and some platforms by their target plans."""
    bureau, head = (_account(staff, name, today) for name in ("bureau", "streethead"))
    add_scoreboards(staff, bureau=bureau, head=head, by=by, today=today, morning=morning)


def _sheet(batch: str) -> bytes:
    rows = [row for row in inventing.projects(900, FIRMS, date(2025, 3, 1)) if row.stage == "P7"][:NAMED_SLOTS]
    newcomers = inventing.firms(FIRMS)[EARLIER_FIRMS:]
    shapes = inventing.plan()["project_shapes"]
    headers = [
        "项目名称",
        "投资方",
        "统一社会信用代码",
        "责任单位",
        "赛道",
        "计划总投资(万元)",
        "协议性质",
        "当前阶段",
        "签约日期",
        "批次",
        "序号",
    ]
    binding = {"binding": "投资协议", "framework": "框架协议", "unknown": "未知"}
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("项目台账")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, headers)
    for number, row in enumerate(rows, 1):
        firm = newcomers[number]
        amount = float(row.amount / 10_000) if row.amount else ""
        name = f"{firm.name.split('(')[0]}落户临潮{shapes[number % len(shapes)]}"
        cells = [name, firm.name, firm.credit_code, row.unit, _track(firm.track), amount, binding[row.binding],
                 "签约", None, batch, number]  # fmt: skip
        sheet.write_row(number, 0, cells)
        sheet.write_datetime(number, headers.index("签约日期"), datetime.combine(SIGNED_DATE, time()), day)
    book.close()
    return file.getvalue()


def add_many(*, number: int, unit_ids: dict[str, int], firm_ids: list[int], by: Actor, at: datetime, say: Told) -> int:
    """Add so many invented projects by the bulk path (COPY), five thousand at a time, under the same constraints."""
    today = at.astimezone(CHINA).date()
    done = 0
    rows = iter(inventing.projects(number + 600, FIRMS, today)[600:])
    while chunk := [row for _, row in zip(range(5000), rows, strict=False)]:
        projects.register_projects(rows=[_new(row, unit_ids, firm_ids, None) for row in chunk], by=by, at=at)
        done += len(chunk)
        say(f"projects: {done} / {number}")
    return done
