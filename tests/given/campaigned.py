"""Scenes of campaigns: a plan of 2025 run by a department, with lines, ranked streets, tasks and issues."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import xlsxwriter

from luodi.campaigns import operations
from luodi.campaigns.models import Issue, IssueStep, Plan, PlanTask, TaskStep
from luodi.campaigns.operations import NewIssue, NewTask
from luodi.documents.operations import add_document
from luodi.observations.operations import Source, record_observation, subject_of_unit, verify_observation
from luodi.values.period import Period
from tests.given.contacts import photo as picture
from tests.given.people import NOW, SET_UP, District

LINES = ("蓝天", "碧水", "净土", "清废", "街容", "工地", "停车")
MARCH = date(2025, 3, 1)
APRIL = datetime.fromisoformat("2025-04-03T09:00:00+08:00")


def plan(
    scene: District, *, year: int = 2025, name: str = "美丽示例行动", streets=("临河街道", "望山街道"),
    office: str = "规划资源局", by: str = "planning",
) -> Plan:  # fmt: skip
    """Start a plan, run by 规划资源局 unless said otherwise."""
    return operations.start_plan(
        name=name, year=year, office_id=scene.units[office].pk, lines=LINES,
        street_ids=[scene.units[each].pk for each in streets], by=scene.actor(by), at=NOW,
    )  # fmt: skip


def line(of: Plan, name: str = "街容") -> int:
    """Give the id of a line."""
    return of.lines.get(name=name).pk


def task(
    scene: District, of: Plan, title: str = "沿街立面整治", *, unit: str = "临河街道", due: date = date(2025, 3, 31),
    proof: str = "text", helpers=(), by: str = "planning", at: datetime = NOW,
) -> PlanTask:  # fmt: skip
    """Set a task."""
    new = NewTask(line(of), title, scene.units[unit].pk, due, proof, tuple(scene.units[each].pk for each in helpers))
    return operations.add_task(plan_id=of.pk, task=new, by=scene.actor(by), at=at)


def photo(scene: District, by: str = "river", colour: tuple[int, int, int] = (90, 120, 200), at: datetime = NOW) -> int:
    """Put a photo in and give its document."""
    return add_document(
        data=picture(colour), file_name="现场.jpg", title=f"现场 {colour}", kind="photo", by=scene.actor(by), at=at
    ).pk


def issue(
    scene: District, of: Plan, place: str = "澄波路12号", *, unit: str = "临河街道", found: date = date(2025, 3, 3),
    due: date = date(2025, 3, 10), by: str = "planning", at: datetime = NOW, **more,
) -> Issue:  # fmt: skip
    """Register an issue."""
    new = NewIssue(
        line_id=more.pop("line_id", line(of)), source=more.pop("source", "patrol"), level="general",
        unit_id=scene.units[unit].pk, place=place, what=more.pop("what", "路面破损"), found_date=found, due_date=due, **more,
    )  # fmt: skip
    return operations.find_issue(plan_id=of.pk, issue=new, by=scene.actor(by), at=at)


def closing(
    scene: District, row: Issue, *, day: date | None = None, colour=(1, 2, 3), by: str = "river", at: datetime = NOW
) -> IssueStep:
    """Report an issue as put right."""
    row.refresh_from_db()
    return operations.close_issue(
        issue_id=row.pk, version=row.version, photo_id=photo(scene, by, colour, at), words="已修复", day=day,
        by=scene.actor(by), at=at,
    )  # fmt: skip


def checked(
    scene: District, row: Issue, *, accept: bool = True, words: str = "", by: str = "planning", at: datetime = NOW
) -> IssueStep:
    """Check what was reported."""
    row.refresh_from_db()
    return operations.check_issue(
        issue_id=row.pk, version=row.version, accept=accept, words=words, by=scene.actor(by), at=at
    )


def many_issues(of: Plan, unit_id: int, *, number: int, closed: int, by_id: int, checker_id: int) -> None:
    """Write many issues found on 3 March 2025, due on the 20th, as rows: so many of them put right on the 12th."""
    ids = [of.lines.order_by("sort").first().pk] * number
    rows = Issue.objects.bulk_create(
        Issue(
            plan=of, line_id=each, source="patrol", level="general", unit_id=unit_id, place=f"河滨路{place}号",
            place_key=f"河滨路{place}号", what="占道堆物", found_date=date(2025, 3, 3), due_date=date(2025, 3, 20),
            state="closed" if place < closed else "open", closed_date=date(2025, 3, 12) if place < closed else None,
        )
        for place, each in enumerate(ids)
    )  # fmt: skip
    photo_id = add_document(
        data=picture((9, 9, 9)), file_name="批量.jpg", title="批量", kind="photo", unit_id=unit_id, by=SET_UP, at=NOW
    ).pk
    steps = []
    for place, row in enumerate(rows):
        steps.append(_step(IssueStep, row, "found", date(2025, 3, 3), checker_id, due_date=row.due_date))
        if place < closed:
            steps.append(
                _step(IssueStep, row, "reported", date(2025, 3, 12), by_id, words="已整改", document_id=photo_id)
            )
            steps.append(_step(IssueStep, row, "accepted", date(2025, 3, 14), checker_id, reporter_id=by_id))
    IssueStep.objects.bulk_create(steps)


def many_tasks(of: Plan, unit_id: int, *, number: int, reached: int, by_id: int, checker_id: int) -> None:
    """Write many tasks due on 25 March 2025 as rows: so many of them done on the 20th and accepted."""
    at_line = of.lines.order_by("sort").first()
    rows = PlanTask.objects.bulk_create(
        PlanTask(
            plan=of, line=at_line, title=f"节点任务{place}", lead_id=unit_id, due_date=date(2025, 3, 25), proof="text",
            state="accepted" if place < reached else "open",
        )
        for place in range(number)
    )  # fmt: skip
    steps = []
    for place, row in enumerate(rows):
        steps.append(_step(TaskStep, row, "set", date(2025, 3, 1), checker_id, due_date=row.due_date))
        if place < reached:
            steps.append(_step(TaskStep, row, "reported", date(2025, 3, 20), by_id, words="已完成"))
            steps.append(_step(TaskStep, row, "accepted", date(2025, 3, 21), checker_id, reporter_id=by_id))
    TaskStep.objects.bulk_create(steps)


def _step(model, row, kind: str, day: date, by_id: int, **more):
    owner = {"issue" if model is IssueStep else "task": row}
    at = datetime.fromisoformat(f"{day + timedelta(days=1)}T09:00:00+08:00")
    return model(**owner, kind=kind, day=day, by_id=by_id, at=at, **more)


def golden_month(scene: District, of: Plan) -> None:
    """Bring 临河街道's March 2025 to handbook §6.3 example 3: 84.2 points."""
    street, river, planning = (
        scene.units["临河街道"].pk,
        scene.actor("river").person_id,
        scene.actor("planning").person_id,
    )
    targets = (("pm25", "30"), ("good_days", "88"), ("sections", "5"))
    for code, value in targets:
        operations.set_target(
            plan_id=of.pk, unit_id=street, indicator_code=code, value=Decimal(value), source="年度任务书",
            by=scene.actor("planning"), at=NOW,
        )  # fmt: skip
    observed = (
        ("pm25", "33", "微克/立方米"), ("good_days", "86", "%"), ("sections", "4", "个"), ("fine_management", "88", "分"),
        ("satisfaction", "92", "%"),
    )  # fmt: skip
    for code, value, unit in observed:
        observe(scene, "临河街道", code, value, unit)
    many_issues(of, street, number=50, closed=47, by_id=river, checker_id=planning)
    many_tasks(of, street, number=15, reached=14, by_id=river, checker_id=planning)


def observe(scene: District, unit: str, code: str, value: str, measured: str, at: datetime = APRIL) -> int:
    """Report and verify what a street reached in March 2025."""
    subject = subject_of_unit(unit_id=scene.units[unit].pk, by=scene.actor("bureau"), at=NOW)
    row = record_observation(
        subject_id=subject.pk, indicator_code=code, period=Period.of_month(2025, 3), value=Decimal(value), unit=measured,
        source=Source("form", "月度监测通报"), by=scene.actor("bureau"), at=at,
    )  # fmt: skip
    checker = {"临河街道": "riverhead", "望山街道": "hillhead"}[unit]
    return verify_observation(series_id=row.series_id, seen=row.pk, by=scene.actor(checker), at=at).series_id


def sheet(headings: list[str], rows: list[list[object]]) -> bytes:
    """Write an Excel file with these headings and rows."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    page, day = book.add_worksheet("表"), book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate([headings, *rows]):
        for place, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(number, place, datetime.combine(value, datetime.min.time()), day)
            else:
                page.write(number, place, value)
    book.close()
    return target.getvalue()
