"""What was done to projects after they were registered: what an undo of their import would destroy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from luodi.projects.models import Change, Investor, Project, StageStep
from luodi.tasks.models import Task


@dataclass(frozen=True, slots=True)
class LaterWork:
    """A project on which later work hangs. `what` is withdrawn, edited, stage, task or changed."""

    project_id: int
    code: str
    name: str
    what: str


def later_work(*, ids: Sequence[int], since: datetime, undone_at: datetime | None = None) -> list[LaterWork]:
    """Give the projects among `ids` that were touched after an instant, each once; four SQL statements.

    `undone_at` is the instant of an undo that has just withdrawn and so locked them: its own mark does not count, and
    what others did before the lock shows.
    """
    ids = list(ids)
    touched: dict[int, str] = {}
    for what, found in (
        ("edited", Change.objects.filter(project_id__in=ids, at__gt=since).values_list("project_id", flat=True)),
        ("stage", StageStep.objects.filter(project_id__in=ids, at__gt=since).values_list("project_id", flat=True)),
        (
            "task",
            Task.objects.filter(origin_kind="projects.project", origin_id__in=ids, opened_at__gt=since).values_list(
                "origin_id", flat=True
            ),
        ),
    ):
        for project_id in found:
            touched.setdefault(project_id, what)
    rows = (
        Project.objects.filter(pk__in=ids)
        .order_by("pk")
        .values_list("pk", "code", "name", "changed_at", "withdrawn_at")
    )
    work = []
    for pk, code, name, changed_at, withdrawn_at in rows:
        gone = withdrawn_at is not None and withdrawn_at != undone_at
        changed = changed_at > since and changed_at != undone_at
        what = "withdrawn" if gone else touched.get(pk) or ("changed" if changed else "")
        if what:
            work.append(LaterWork(pk, code, name, what))
    return work


def firms_in_use(*, company_ids: Sequence[int]) -> set[int]:
    """Give those of some firms on which a project that was not withdrawn stands; two SQL statements."""
    leading = Project.objects.filter(company_id__in=company_ids, withdrawn_at=None).values_list("company_id", flat=True)
    beside = Investor.objects.filter(company_id__in=company_ids, project__withdrawn_at=None).values_list(
        "company_id", flat=True
    )
    return set(leading) | set(beside)
