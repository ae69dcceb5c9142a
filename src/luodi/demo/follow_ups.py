"""A committee meeting with five reports and decisions at different states, and two trips: one acted upon, one not yet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from luodi.demo.people import Staff
from luodi.documents.operations import add_document
from luodi.meetings import operations as meetings
from luodi.meetings.operations import Found, Matter, NewMeeting, Resolved, Wanted
from luodi.meetings.queries import proceedings
from luodi.people.queries.lookups import actor_of_person
from luodi.tasks import operations as tasks
from luodi.tasks.operations import Told
from luodi.tasks.queries import follow_up
from luodi.values.actor import Actor

BODY = "区委常委会"
REPORTS = (
    ("望潮街道", "望潮街道一季度招商工作汇报", "签约项目落地和地块腾空进展"),
    ("东渡街道", "东渡街道一季度招商工作汇报", "楼宇空置和回迁企业情况"),
    ("区规划资源分局", "产业用地指标保障情况汇报", "年度指标、已供和待供地块"),
    ("区财政局", "产业政策资金兑现情况汇报", "预算、已兑现和待兑现"),
    ("东港数谷", "园区招商载体情况汇报", "可用载体和改造计划"),
)
EVIDENCE = (
    "望潮街道地块腾空进展说明（演示）\n\n截至本周，地块内十二户已全部签订协议，其中十户已腾空，余两户月底前腾空。\n"
)


@dataclass(frozen=True, slots=True)
class _People:
    """Who acts in the demonstration, and the day from which its days are counted."""

    street: Actor
    bureau: Actor
    department: Actor
    today: date
    morning: Callable[[date], datetime]

    def ago(self, days: int) -> datetime:
        """Give the morning of so many days ago."""
        return self.morning(self.today - timedelta(days=days))


def add_follow_ups(*, staff: Staff, today: date, morning: Callable[[date], datetime], by: Actor) -> int:
    """Hold the committee meeting and the two trips, and return how many follow-ups there are."""
    street, bureau, department = (
        actor_of_person(person_id=staff.persons[name], today=today) for name in ("street", "bureau", "department")
    )
    who = _People(street, bureau, department, today, morning)
    decided = _committee(staff, who)
    acted = _trips(staff, who)
    for days in (12, 8, 3):
        tasks.step_up_overdue(by=by, at=who.ago(days))
    return decided + acted


def _committee(staff: Staff, who: _People) -> int:
    at = who.ago(25)
    meeting = meetings.open_meeting(
        meeting=NewMeeting("committee", "区委常委会会议（演示）", who.today - timedelta(days=25), "区行政中心第一会议室"),
        by=who.bureau, at=at,
    )  # fmt: skip
    heard = [
        meetings.hear(meeting_id=meeting.pk, matter=Matter(title, staff.units[unit], text), by=who.bureau, at=at).pk
        for unit, title, text in REPORTS
    ]
    meetings.write_minutes(
        meeting_id=meeting.pk, version=1, document_id=None, by=who.bureau, at=at,
        text="会议听取五项汇报，议定以下事项。各责任单位按期限办结并附佐证，由投资促进局核实后销号。",
    )  # fmt: skip
    for number, (heard_id, text, wanted) in enumerate(zip(heard, _texts(), _wanted(staff, who), strict=True), 1):
        resolved = Resolved(text, f"纪要第{number}条", BODY, heard_id)
        meetings.resolve(meeting_id=meeting.pk, resolved=resolved, wanted=wanted, by=who.bureau, at=at)
    found = proceedings(who.bureau, meeting.pk, today=who.today)
    rows = [row.id for each in found.resolutions for row in each.follow_ups]
    _work_on(rows, who)
    return len(rows)


def _texts() -> tuple[str, ...]:
    return (
        "望潮街道要在本季度内腾空签约项目所需地块，同步完成企业注册。",
        "东渡街道要逐栋摸清空置楼宇，列出可用清单。",
        "区规划资源分局要优先保障签约项目用地指标。",
        "区财政局要按节点兑现产业政策资金，逾期说明原因。",
        "东港数谷要提出载体改造方案，上会审议。",
    )


def _wanted(staff: Staff, who: _People) -> tuple[tuple[Wanted, ...], ...]:
    def due(days: int) -> date:
        return who.today + timedelta(days=days)

    street = staff.units["望潮街道"]
    return (
        (
            Wanted("腾空签约项目地块", street, due(20), who.street.person_id),
            Wanted("完成签约企业注册", street, due(2), who.street.person_id),
            Wanted("报送腾空进度表", street, due(5), who.street.person_id),
        ),
        (Wanted("列出空置楼宇清单", staff.units["东渡街道"], due(-9)),),
        (Wanted("落实签约项目用地指标", staff.units["区规划资源分局"], due(30)),),
        (Wanted("兑现一季度产业政策资金", staff.units["区财政局"], due(-2)),),
        (Wanted("提出载体改造方案", staff.units["东港数谷"], due(45)),),
    )


def _work_on(rows: list[int], who: _People) -> None:
    """Bring the follow-ups into their states: closed, waiting for the asker, returned, accepted, untouched, overdue."""
    cleared, registered, table, _empty_floors, land, *_ = rows
    paper = add_document(
        data=EVIDENCE.encode(),
        file_name="地块腾空进展说明.txt",
        title="地块腾空进展说明（演示）",
        kind="other",
        by=who.street,
        at=who.ago(10),
    ).pk
    for task in (cleared, registered, table):
        tasks.accept_task(task_id=task, version=1, by=who.street, at=who.ago(23))
    tasks.accept_task(task_id=land, version=1, by=who.department, at=who.ago(22))
    _report(tasks.report_progress, land, "三个地块指标已预留，待供地方案批复", who.department, who, 6)
    _report(tasks.report_progress, cleared, "十二户全部签约，已腾空十户", who.street, who, 9, paper)
    _report(tasks.report_done, cleared, "地块已全部腾空", who.street, who, 4)
    _report(tasks.report_done, registered, "五家企业已完成注册", who.street, who, 7, paper)
    tasks.return_follow_up(
        task_id=registered,
        version=_version(registered, who),
        reason="缺营业执照，补齐后再报",
        by=who.bureau,
        at=who.ago(5),
    )
    _report(tasks.report_done, table, "进度表已报送", who.street, who, 8, paper)
    tasks.close_follow_up(
        task_id=table, version=_version(table, who), outcome="已收到并核对，按周更新", by=who.bureau, at=who.ago(6)
    )


def _report(do, task_id: int, text: str, by: Actor, who: _People, days: int, *papers: int) -> None:
    told = Told(text, who.today - timedelta(days=days), papers)
    do(task_id=task_id, version=_version(task_id, who), told=told, by=by, at=who.ago(days))


def _version(task_id: int, who: _People) -> int:
    return follow_up(who.bureau, task_id, today=who.today).row.version


def _trips(staff: Staff, who: _People) -> int:
    """Hold a trip whose findings became actions, and one that has led to none yet."""
    trip = _trip("赴云栖湾区学习考察（演示）", "云栖湾区", 40, who)
    findings = (
        (
            Found("园区设一窗受理，企业注册到开工只跑一个窗口", "审批权限随事项下放到园区", "下放权限，派驻窗口人员"),
            Wanted("拟定权限下放清单", staff.units["区规划资源分局"], who.today + timedelta(days=15)),
        ),
        (
            Found("楼宇按楼长包干，空置率每周公布", "楼长由街道干部担任，考核挂钩", "建立楼宇台账，明确楼长"),
            Wanted(
                "明确楼宇楼长并建台账", staff.units["望潮街道"], who.today + timedelta(days=10), who.street.person_id
            ),
        ),
    )
    for found, wanted in findings:
        meetings.find_on_trip(meeting_id=trip, found=found, wanted=[wanted], by=who.bureau, at=who.ago(36))
    _trip("赴澜州新城考察总部经济（演示）", "澜州新城", 35, who)
    return len(findings)


def _trip(name: str, host: str, days: int, who: _People) -> int:
    opened = NewMeeting("trip", name, who.today - timedelta(days=days), host=host)
    return meetings.open_meeting(meeting=opened, by=who.bureau, at=who.ago(days - 2)).pk
