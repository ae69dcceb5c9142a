"""Firms: the list, one firm, registering, correcting."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import (
    Asked,
    Id,
    Listed,
    Page,
    Reason,
    Size,
    SourceShape,
    Version,
    actor_of,
    made,
    offer,
    source_shape,
)
from luodi.companies import operations, queries

router = Router()


class CompaniesAsked(Asked):
    """What the list of firms is narrowed to; `sort` is id, name or credit_code, with "-" before it downwards."""

    q: str = Field("", max_length=60, description="name, alias, code, or pinyin initials")
    group: str = Field("", max_length=160)
    sort: str = Field("-id", pattern=r"^-?(id|name|credit_code)$")
    page: Page = 1
    size: Size = 50
    exact: bool = False


class Company(Schema):
    """A firm in a list."""

    id: int
    name: str
    credit_code: str | None
    group_name: str
    country: str
    registered_at: datetime
    aliases: int


class Companies(Listed):
    """A page of firms."""

    page: int
    pages: int
    rows: list[Company]


class Recognition(Schema):
    """An honour of a firm, with the fact that tells of it."""

    kind: str
    given_date: date | None
    fact_id: int | None


class CompanyMember(Schema):
    """Another firm of the group."""

    id: int
    name: str


class CompanyCandidate(Schema):
    """A firm that may be the same one; `score` up to 1."""

    company_id: int
    name: str
    credit_code: str | None
    score: float


class CompanyDetail(Schema):
    """One firm with its names, honours, group and the firms that may be the same one."""

    id: int
    name: str
    credit_code: str | None
    foreign_number: str | None
    country: str
    group_name: str
    unit_id: int | None
    unit_name: str
    registered_at: datetime
    version: int
    source: SourceShape
    aliases: list[str]
    recognitions: list[Recognition]
    group_members: list[CompanyMember]
    candidates: list[CompanyCandidate]


class CompanyNew(Asked):
    """A firm to register; two firms of one name need their credit codes."""

    name: str = Field(min_length=1, max_length=160)
    credit_code: str | None = Field(None, max_length=40)
    foreign_number: str | None = Field(None, max_length=60)
    country: str = Field("中国", max_length=40)
    group_name: str = Field("", max_length=160)
    aliases: list[str] = Field(default_factory=list, max_length=20)


class CompanyChanges(Asked):
    """The fields to correct; only those that are given change."""

    name: str = Field(None, min_length=1, max_length=160)
    credit_code: str | None = Field(None, max_length=40)
    foreign_number: str | None = Field(None, max_length=60)
    country: str = Field(None, max_length=40)
    group_name: str = Field(None, max_length=160)


class CompanyEdited(Asked):
    """A correction with its reason and the version that was read."""

    version: Version
    reason: Reason
    changes: CompanyChanges


class AliasNew(Asked):
    """Another name of a firm."""

    name: str = Field(min_length=1, max_length=160)


@offer(router, "GET", "/companies", permission="companies.view", answer=Companies, summary="Firms")
def companies(request: HttpRequest, asked: Query[CompaniesAsked]):
    """List the district's firms, newest first."""
    return queries.company_list(
        viewer=actor_of(request), text=asked.q, group=asked.group, sort=asked.sort, page=asked.page, size=asked.size,
        exact=asked.exact,
    )  # fmt: skip


@offer(
    router,
    "POST",
    "/companies",
    permission="companies.edit",
    answer=CompanyDetail,
    status=201,
    summary="Register a firm",
)
def register(request: HttpRequest, company: CompanyNew):
    """Register one firm, unless it is known by its code or name."""
    new = operations.register_company(**company.model_dump(), by=actor_of(request), at=timezone.now())
    return made(_detail(request, new.pk))


@offer(router, "GET", "/companies/{company_id}", permission="companies.view", answer=CompanyDetail, summary="One firm")
def company(request: HttpRequest, company_id: Id):
    """Give one firm."""
    return _detail(request, company_id)


def _detail(request: HttpRequest, company_id: int) -> dict[str, Any]:
    page = queries.company_page(company_id=company_id, viewer=actor_of(request))
    apart = {"source", "recognitions", "group_members"}
    own = {name: getattr(page, name) for name in CompanyDetail.model_fields if name not in apart}
    return own | {
        "source": source_shape(page.source_kind, page.source_id if page.source_kind in ("row", "fact") else None),
        "recognitions": [{"kind": kind, "given_date": day, "fact_id": fact} for kind, day, fact in page.recognitions],
        "group_members": [{"id": pk, "name": name} for pk, name in page.group_members],
    }


@offer(
    router,
    "PATCH",
    "/companies/{company_id}",
    permission="companies.edit",
    answer=CompanyDetail,
    summary="Correct a firm",
)
def edit(request: HttpRequest, company_id: Id, edited: CompanyEdited):
    """Correct fields of a firm; a former name stays as an alias."""
    operations.edit_company(
        company_id=company_id, changes=edited.changes.model_dump(exclude_unset=True), reason=edited.reason,
        version=edited.version, by=actor_of(request), at=timezone.now(),
    )  # fmt: skip
    return _detail(request, company_id)


@offer(
    router, "POST", "/companies/{company_id}/aliases", permission="companies.edit", answer=CompanyDetail, status=201,
    summary="Add a name",
)  # fmt: skip
def add_alias(request: HttpRequest, company_id: Id, alias: AliasNew):
    """Give a firm another name."""
    operations.add_alias(company_id=company_id, name=alias.name, by=actor_of(request), at=timezone.now())
    return made(_detail(request, company_id))
