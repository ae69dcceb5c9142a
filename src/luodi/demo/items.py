"""Three items of the demonstration district before meetings: one waits, one is decided, one waits for its approval."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from luodi.demo.people import Staff
from luodi.meetings import operations
from luodi.meetings.operations import Decided, ItemContent
from luodi.people.queries.lookups import actor_of_person
from luodi.projects import queries as projects
from luodi.projects.queries import ProjectFilter
from luodi.values.actor import Actor

UNIT = "望潮街道"


def add_items(*, staff: Staff, today: date, morning: Callable[[date], datetime], by: Actor) -> int:
    """Put three projects of one sub-district before meetings, and return how many items there are."""
    street, bureau, leader = (
        actor_of_person(person_id=staff.persons[name], today=today) for name in ("street", "bureau", "leader")
    )
    found = projects.project_list(viewer=by, filters=ProjectFilter(unit_id=staff.units[UNIT])).rows
    waiting, decided, recorded = sorted((row.id, row.name) for row in found if not row.side_state)[:3]
    at = morning(today - timedelta(days=20))
    _put(
        waiting,
        "joint_review",
        street,
        at,
        planned_date=today + timedelta(days=5),
        text="拟用地60亩，请联审能耗与排放。",
    )
    done = _put(
        decided, "executive", street, at, planned_date=today - timedelta(days=12), legal_opinion="given",
        legal_reference="区司法意见〔演示〕12号", text="拟签订投资协议，支持事项均依据已公布政策。",
    )  # fmt: skip
    decision = operations.record_decision(
        item_id=done, version=1, by=street, at=morning(today - timedelta(days=10)),
        decided=Decided(
            "pass", "区政府常务会议纪要〔演示〕7号", today - timedelta(days=12), "年内开工，逾期重新上会",
            (("区财政局", "建议按进度分期安排"),),
        ),
    )  # fmt: skip
    operations.approve_decision(decision_id=decision.pk, by=leader, at=morning(today - timedelta(days=9)))
    operations.follow_up_item(
        item_id=done, title="按纪要落实开工条件", unit_id=staff.units[UNIT], due_date=today + timedelta(days=30), by=bureau,
        at=morning(today - timedelta(days=9)),
    )  # fmt: skip
    later = _put(recorded, "special", street, at, planned_date=today - timedelta(days=3), legal_opinion="not_needed")
    revise = Decided("revise", "区政府专题会议纪要〔演示〕19号", today - timedelta(days=3), "补充测算后再议")
    operations.record_decision(
        item_id=later, version=1, decided=revise, by=street, at=morning(today - timedelta(days=2))
    )
    return 3


def _put(project: tuple[int, str], body: str, by: Actor, at: datetime, **content: object) -> int:
    said = ItemContent(body=body, title=f"关于{project[1]}的议题", **content)
    return operations.put_item(project_id=project[0], content=said, by=by, at=at).pk
