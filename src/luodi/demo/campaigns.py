"""A campaign of the demonstration district: a plan with seven lines, tasks, issues on four streets, a month that is ranked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

from PIL import Image, ImageDraw

from luodi.campaigns import operations
from luodi.campaigns.models import Issue, Plan
from luodi.campaigns.operations import NewIssue, NewTask
from luodi.demo.people import Staff
from luodi.journeys.campaign_photos import with_file
from luodi.observations.operations import Source, record_observation, subject_of_unit, verify_observation
from luodi.people.permissions import permissions_of
from luodi.people.queries.lookups import actor_of_person
from luodi.values.actor import Actor
from luodi.values.period import Period, months_after

OFFICE = "区清爽办"
STREETS = ("望潮街道", "东渡街道", "盐仓街道", "临江街道")
TASKS = {
    "蓝天": ("餐饮油烟净化器清洗全覆盖", "重点路段洒水抑尘", "加油站油气回收检查"),
    "碧水": ("入河排口溯源整治", "城河清淤", "断面水质加密监测"),
    "净土": ("建设用地土壤调查建档", "苗圃农药包装回收"),
    "清废": ("建筑垃圾中转点规范", "装修垃圾预约清运", "废旧家具收运点提升"),
    "街容": ("沿街立面整治", "店招隐患排查", "行道树补植"),
    "工地": ("裸土覆盖", "出入口冲洗设施达标", "渣土车密闭检查"),
    "停车": ("背街小巷停车位施划", "共享单车点位整理", "校门口即停即走"),
}
ISSUES = ("裸土未覆盖", "占道堆物", "雨水井口有污水", "垃圾外溢", "店招破损", "车辆乱停", "油烟扰民")
SOURCES = ("patrol", "hotline", "drone", "inspection", "media")
OBSERVED = (("pm25", "微克/立方米", "30", (29, 33, 31, 36)), ("good_days", "%", "88", (90, 86, 88, 82)),
            ("sections", "个", "5", (5, 4, 5, 4)), ("fine_management", "分", "", (92, 88, 90, 81)),
            ("satisfaction", "%", "", (96, 92, 94, 89)))  # fmt: skip


def add_campaign(
    *, staff: Staff, bureau: Actor, today: date, morning: Callable[[date], datetime], by: Actor
) -> int:  # fmt: skip
    """Plan the campaign, set its tasks, find and close its issues, observe the month; return how many issues there are."""
    month = months_after(today.replace(day=1), -1)
    officers = [_officer(staff, name, today) for name in STREETS]
    start = morning(date(month.year, 1, 5))
    plan = operations.start_plan(
        name="“清爽临潮”专项行动", year=month.year, office_id=staff.units[OFFICE], lines=list(TASKS),
        street_ids=[staff.units[name] for name in STREETS], by=bureau, at=start,
    )  # fmt: skip
    _targets_and_values(plan, staff, bureau, month, morning, by)
    _tasks(plan, staff, officers, bureau, month, today, morning)
    return _issues(plan, staff, officers, bureau, month, today, morning)


def _officer(staff: Staff, name: str, today: date) -> Actor:
    """Give the officer of a street as who acts; most of them have no account of their own in the demonstration."""
    found = actor_of_person(person_id=staff.officers[name], today=today)
    unit_id, role = staff.units[name], frozenset({"officer"})
    return replace(
        found, kind="person", person_id=staff.officers[name], unit_id=unit_id, unit_name=name,
        unit_ids=frozenset({unit_id}), roles=role, permissions=permissions_of(role),
    )  # fmt: skip


def _targets_and_values(plan: Plan, staff: Staff, bureau: Actor, month: date, morning, by: Actor) -> None:
    period, start = Period.of_month(month.year, month.month), morning(date(month.year, 1, 6))
    for place, name in enumerate(STREETS):
        unit_id = staff.units[name]
        subject = subject_of_unit(unit_id=unit_id, by=by, at=start)
        for code, unit, target, values in OBSERVED:
            if target:
                operations.set_target(
                    plan_id=plan.pk, unit_id=unit_id, indicator_code=code, value=Decimal(target),
                    source="年度任务书（演示）", by=bureau, at=start,
                )  # fmt: skip
            row = record_observation(
                subject_id=subject.pk, indicator_code=code, period=period, value=Decimal(values[place]), unit=unit,
                source=Source("form", "月度监测与考核通报（演示）"), by=by, at=morning(period.end),
            )  # fmt: skip
            verify_observation(series_id=row.series_id, seen=row.pk, by=bureau, at=morning(period.end))


def _tasks(plan: Plan, staff: Staff, officers, bureau: Actor, month: date, today: date, morning) -> None:
    lines, start = dict(plan.lines.values_list("name", "pk")), morning(date(month.year, 1, 8))
    number = 0
    for line, titles in TASKS.items():
        for title in titles:
            place, number = number % len(STREETS), number + 1
            due = min(month + timedelta(days=number * 3), date(month.year, 12, 31))
            task = operations.add_task(
                plan_id=plan.pk, by=bureau, at=start,
                task=NewTask(lines[line], title, staff.units[STREETS[place]], due, "text", (staff.units["区生态环境分局"],)),
            )  # fmt: skip
            done = due - timedelta(days=2)
            if number % 5 == 0 or done > today:
                continue
            operations.report_task(
                task_id=task.pk,
                version=1,
                words="已按方案完成，台账和照片存街道。",
                day=done,
                by=officers[place],
                at=morning(done),
            )
            if number % 7:
                operations.check_task(
                    task_id=task.pk, version=2, accept=True, by=bureau, at=morning(done) + timedelta(hours=5)
                )


def _issues(plan: Plan, staff: Staff, officers, bureau: Actor, month: date, today: date, morning) -> int:
    lines = list(plan.lines.order_by("sort").values_list("pk", flat=True))
    first = max(months_after(month, -1), date(plan.year, 1, 9))
    span, count = max((today - first).days - 1, 1), 0
    for number in range(30):
        place = number % len(STREETS)
        found = first + timedelta(days=number * span // 30)
        new = _Found(
            lines[number % 7], SOURCES[number % 5], staff.units[STREETS[place]], f"{STREETS[place][:2]}路{number + 8}号",
            ISSUES[number % 7], found,
        )  # fmt: skip
        row = new.register(plan, bureau, morning, number)
        count += 1
        done = found + timedelta(days=4 + number % 5)
        if number % 6 == 0 or done >= today:
            continue
        _closed(row, officers[place], bureau, done, today, morning, number)
        again = done + timedelta(days=9)
        if number % 9 == 4 and again < today:
            new.register(plan, bureau, morning, number + 50, found=again)
    return count


class _Found:
    """One place where something was found, once or again."""

    def __init__(self, line_id: int, source: str, unit_id: int, place: str, what: str, found: date):
        self.line_id, self.source, self.unit_id, self.place, self.what, self.found = (
            line_id, source, unit_id, place, what, found,
        )  # fmt: skip

    def register(self, plan: Plan, bureau: Actor, morning, number: int, found: date | None = None) -> Issue:
        """Register it, with a photo of before where somebody was there."""
        day = found or self.found
        at = morning(day)

        def act(photo_id: int | None) -> Issue:
            return operations.find_issue(plan_id=plan.pk, by=bureau, at=at, issue=NewIssue(
                line_id=self.line_id, source=self.source, level=("general", "general", "grave", "major")[number % 4],
                unit_id=self.unit_id, place=self.place, what=self.what, found_date=day, due_date=day + timedelta(days=7),
                grid=f"第{number % 12 + 1}网格", photo_id=photo_id,
            ))  # fmt: skip

        seen = self.source in ("patrol", "drone", "inspection")  # who calls the hotline sends no photo
        return with_file(
            act, data=_photo(number, clean=False) if seen else None, file_name="整改前.jpg", title=f"整改前 {self.place}",
            kind="photo", by=bureau, at=at,
        )  # fmt: skip


def _closed(row: Issue, officer: Actor, bureau: Actor, done: date, today: date, morning, number: int) -> None:
    at = morning(done)

    def act(photo_id: int | None) -> object:
        return operations.close_issue(
            issue_id=row.pk,
            version=1,
            photo_id=photo_id,
            words="当天整改到位，已纳入日常巡查。",
            day=done,
            by=officer,
            at=at,
        )

    with_file(
        act, data=_photo(number, clean=True), file_name="整改后.jpg", title=f"整改后 {row.place}", kind="photo", by=officer,
        at=at,
    )  # fmt: skip
    if number % 8 and done < today:
        operations.check_issue(issue_id=row.pk, version=2, accept=True, by=bureau, at=at + timedelta(hours=6))


def _photo(number: int, *, clean: bool) -> bytes:
    """Draw a small street, with rubbish or without; each number its own."""
    picture = Image.new("RGB", (480, 320), (196, 214 - number % 20, 226))
    draw = ImageDraw.Draw(picture)
    for house in range(5):
        left, height = house * 100 - 20, 90 + (number * 37 + house * 53) % 80
        draw.rectangle((left, 210 - height, left + 84, 210), fill=(150 + house * 12, 140 + number % 30, 130))
    draw.rectangle((0, 210, 480, 320), fill=(120, 122, 126))
    draw.rectangle((0, 210, 480, 226), fill=(176, 176, 172))
    if not clean:
        for heap in range(4):
            left = (number * 29 + heap * 83) % 400
            draw.ellipse((left, 236 + heap * 12, left + 70, 274 + heap * 12), fill=(104, 78, 52 + heap * 10))
    target = BytesIO()
    picture.resize((300, 200)).save(target, "JPEG", quality=80)
    return target.getvalue()
