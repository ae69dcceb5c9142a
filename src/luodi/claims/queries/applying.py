"""Reading applications to act for a firm, beside what the register knows of the firm that each names."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q

from luodi.claims.models import APPLICATION_STATES, Application, ApplicationPaper
from luodi.companies.models import Company, Representative
from luodi.people.masks import mask_phone
from luodi.values.actor import Actor
from luodi.values.names import normalised


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper of an application; `there` is false once its bytes were erased."""

    id: int
    kind: str
    file_name: str
    size: int
    there: bool


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """An application beside the register: `company` is the firm of the very code, "" where the register has none.

    `same_name` tells whether the register calls the firm as the applicant does; `others` are those who act for it.
    """

    id: int
    credit_code: str
    firm_name: str
    name: str
    phone: str
    role: str
    made_at: datetime
    state: str
    reason: str
    decided_by: str
    decided_at: datetime | None
    erased: bool
    doubts: list[dict]
    papers: list[PaperRow]
    company_id: int | None
    company: str
    same_name: bool
    others: list[str]


def applications(
    viewer: Actor, *, state: str = "", words: str = "", page: int = 1, size: int = 20
) -> tuple[list[ApplicationRow], dict[str, int]]:
    """List a page of applications, newest first, with their number by state; five SQL statements."""
    seen = Application.objects.visible_to(viewer)
    if words:
        seen = seen.filter(Q(credit_code__icontains=words) | Q(firm_name__icontains=words) | Q(name__icontains=words))
    counts = dict.fromkeys(APPLICATION_STATES, 0)
    counts |= dict(seen.order_by().values_list("state").annotate(n=Count("pk")))
    rows = seen.filter(state=state) if state in APPLICATION_STATES else seen
    papers = Prefetch("papers", ApplicationPaper.objects.defer("body").order_by("kind"))
    rows = rows.select_related("decided_by").prefetch_related(papers).order_by("-pk")
    found = list(rows[(page - 1) * size : page * size])
    firms = {
        each.credit_code: each
        for each in Company.objects.filter(
            credit_code__in={row.credit_code for row in found}, merged_into=None, withdrawn_at=None
        )
    }
    acting: dict[int, list[str]] = {}
    posts = Representative.objects.filter(company__in=firms.values()).order_by("pk")
    for company_id, name in posts.values_list("company_id", "person__name"):
        acting.setdefault(company_id, []).append(name)
    return [_row(each, firms.get(each.credit_code), acting) for each in found], counts


def _row(each: Application, firm: Company | None, acting: dict[int, list[str]]) -> ApplicationRow:
    return ApplicationRow(
        id=each.pk, credit_code=each.credit_code, firm_name=each.firm_name, name=each.name, phone=mask_phone(each.phone),
        role=each.role, made_at=each.made_at, state=each.state, reason=each.reason,
        decided_by=each.decided_by.name if each.decided_by else "", decided_at=each.decided_at,
        erased=each.erased_at is not None, doubts=each.doubts,
        papers=[
            PaperRow(paper.pk, paper.kind, paper.file_name, paper.size, each.erased_at is None)
            for paper in each.papers.all()
        ],
        company_id=firm.pk if firm else None, company=firm.name if firm else "",
        same_name=firm is not None and firm.matching_name == normalised(each.firm_name),
        others=acting.get(firm.pk, []) if firm else [],
    )  # fmt: skip
