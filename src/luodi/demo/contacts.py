"""The demonstration's daily work: visits, progress, comments, an instruction; built through operations, the same each time."""

from datetime import datetime, timedelta

from luodi.contacts import operations
from luodi.contacts.operations import NewVisit
from luodi.projects.queries import ProjectFilter, project_list
from luodi.values.actor import Actor

VISITS = (
    ("visit", "到企业总部拜访，对方关心蒸汽价格和人才公寓，愿意两周内来看地。", "送用能测算和公寓清单"),
    ("call", "电话确认董事会排期，月底前上会。", ""),
    ("meeting", "与投资总监会谈，核对投资强度和达产进度，差异在设备口径。", "补设备清单"),
    ("online", "线上会连了研发负责人，说明中试线的环评路径。", "约生态环境分局共同答疑"),
)
PROGRESS = ("选址缩小到两处，企业倾向东侧地块。", "尽调报告已收到，正在核对关联公司。", "等待企业董事会，无其他变化。")
PEOPLE = (("顾澄观", "投资总监"), ("闻溪白", "副总裁"), ("林见川", "项目经理"))


def daily_work(*, by: Actor, leader: Actor, at: datetime) -> int:
    """Log some daily work on the newest projects, and return on how many."""
    found = project_list(viewer=by, filters=ProjectFilter(side="line"), sort="-newest", size=12)
    for place, row in enumerate(found.rows):
        told = {"project_id": row.id, "by": by}
        name, post = PEOPLE[place % len(PEOPLE)]
        person = operations.add_contact(
            values={"name": name, "post": post, "phone": f"139000{place:05d}"}, at=at - timedelta(days=30), **told
        )
        for back in range(1 + place % 3):
            kind, said, step = VISITS[(place + back) % len(VISITS)]
            day = at - timedelta(days=4 + 9 * back)
            visit = NewVisit(
                kind=kind, held_date=day.date(), said=said, contact_ids=(person.pk,), next_step=step,
                next_date=(at + timedelta(days=5)).date() if step else None,
            )  # fmt: skip
            operations.log_visit(visit=visit, at=day, **told)
        if place % 3:
            operations.report_progress(
                happened=PROGRESS[place % len(PROGRESS)], at=at - timedelta(days=20 if place % 4 == 0 else 6), **told
            )
    if found.rows:
        first = found.rows[0]
        operations.comment(project_id=first.id, text="用能方案请尽快给到企业，时间不等人。", by=leader, at=at)
        operations.give_instruction(
            project_id=first.id, text="一周内拿出用能和选址两套方案，逐项回复企业。", unit_id=first.unit_id,
            due_date=(at + timedelta(days=7)).date(), by=leader, at=at,
        )  # fmt: skip
    return len(found.rows)
