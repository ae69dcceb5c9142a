"""Campaigns with their units and papers."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import Asked, Id, Listed, Page, Size, actor_of, offer
from luodi.campaigns import queries

router = Router()


class Campaign(Schema):
    """A campaign in a list, with the fact that names it."""

    id: int
    name: str
    year: int | None
    leads: list[str]
    papers: int
    units: int
    fact_id: int | None
    unit_name: str
    data_class: str
    recorded_at: datetime


class Campaigns(Listed):
    """A page of campaigns."""

    rows: list[Campaign]


class CampaignsAsked(Asked):
    """What the list of campaigns is narrowed to."""

    q: str = Field("", max_length=60)
    year: int | None = Field(None, ge=1, le=9998)
    page: Page = 1
    size: Size = 50


class Part(Schema):
    """A unit's part, with the fact that says so."""

    id: int
    role: str
    unit_text: str
    unit_id: int | None
    unit_name: str
    fact_id: int | None


class Paper(Schema):
    """A paper of the campaign, with the fact that names it."""

    id: int
    kind: str
    name: str
    fact_id: int | None


class Mention(Schema):
    """A passage that names the campaign."""

    fact_id: int
    quote: str
    headline: str
    document_id: int
    article_id: int | None


class CampaignDetail(Schema):
    """A campaign with its parts, papers and passages."""

    row: Campaign
    document_id: int | None
    parts: list[Part]
    papers: list[Paper]
    sources: list[Mention]
    may_edit: bool


@offer(router, "GET", "/campaigns", permission="campaigns.view", answer=Campaigns, summary="Campaigns")
def campaigns(request: HttpRequest, asked: Query[CampaignsAsked]):
    """List the campaigns that the caller may see, newest year first."""
    return queries.campaigns(
        actor_of(request), words=asked.q.strip(), year=asked.year, page=asked.page, size=asked.size
    )


@offer(
    router,
    "GET",
    "/campaigns/{campaign_id}",
    permission="campaigns.view",
    answer=CampaignDetail,
    summary="One campaign",
)
def campaign(request: HttpRequest, campaign_id: Id):
    """Give one campaign."""
    return queries.campaign(actor_of(request), campaign_id)
