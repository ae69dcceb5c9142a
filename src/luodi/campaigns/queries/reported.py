"""Reading what documents say of campaigns: the list, and one with its units, papers and sources."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Q

from luodi.campaigns.models import Campaign, Mention, Paper, Part
from luodi.campaigns.permissions import may_edit
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign in the list; `leads` are the leading units as worded."""

    id: int
    name: str
    year: int | None
    leads: tuple[str, ...]
    papers: int
    units: int
    fact_id: int | None
    unit_name: str
    data_class: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """One page of the list of campaigns and the number of all."""

    rows: list[CampaignRow]
    total: int


@dataclass(frozen=True, slots=True)
class PartRow:
    """A unit's part: its role, the wording, and the district's unit where one is linked."""

    id: int
    role: str
    unit_text: str
    unit_id: int | None
    unit_name: str
    fact_id: int | None


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper of the campaign with its passage."""

    id: int
    kind: str
    name: str
    fact_id: int | None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A passage that names the campaign, with the article that it stands in."""

    fact_id: int
    quote: str
    headline: str
    document_id: int
    document: str
    article_id: int | None


@dataclass(frozen=True, slots=True)
class CampaignDetail:
    """A campaign with all that its page shows."""

    row: CampaignRow
    document_id: int | None
    parts: list[PartRow]
    papers: list[PaperRow]
    sources: list[SourceRow]
    may_edit: bool


def campaigns(
    viewer: Actor, *, words: str = "", year: int | None = None, page: int = 1, size: int = 50
) -> CampaignPage:
    """List the campaigns that the viewer may see, newest year first; two SQL statements."""
    condition = (Q(name__icontains=words) if words else Q()) & (Q(year=year) if year else Q())
    found = Campaign.objects.visible_to(viewer).filter(condition)
    first = (max(page, 1) - 1) * size
    rows = _counted(found).order_by(F("year").desc(nulls_last=True), "-pk")[first : first + size]
    return CampaignPage([_row(each) for each in rows], found.count())


def years(viewer: Actor) -> list[int]:
    """List the years of the campaigns that the viewer may see, newest first."""
    found = Campaign.objects.visible_to(viewer).exclude(year=None)
    return list(found.order_by("-year").values_list("year", flat=True).distinct())


def campaign(viewer: Actor, campaign_id: int) -> CampaignDetail:
    """Give one campaign; four SQL statements.

    :raises NotFound: if there is none that the viewer may see
    """
    found = _counted(Campaign.objects.visible_to(viewer).filter(pk=campaign_id)).first()
    if found is None:
        raise NotFound()
    parts = found.parts.select_related("unit").order_by("pk")
    mentions = found.mentions.select_related("fact__document", "article").order_by("fact__document_id", "fact__start")
    return CampaignDetail(
        row=_row(found),
        document_id=found.document_id,
        parts=[
            PartRow(each.pk, each.role, each.unit_text, each.unit_id, each.unit.name if each.unit else "", each.fact_id)
            for each in parts
        ],
        papers=[PaperRow(each.pk, each.kind, each.name, each.fact_id) for each in found.papers.order_by("pk")],
        sources=[
            SourceRow(
                each.fact_id, each.fact.quote, each.article.headline if each.article else "",
                each.fact.document_id, each.fact.document.title, each.article_id,
            )
            for each in mentions
        ],
        may_edit=may_edit(viewer, found.unit_id),
    )  # fmt: skip


def filed_facts(fact_ids: Collection[int]) -> set[int]:
    """Give those of the facts that stand in a campaign already; for filing, not for pages."""
    ids = list(fact_ids)
    found: set[int] = set()
    for model in (Mention, Paper, Part):
        found |= set(model.objects.filter(fact_id__in=ids).values_list("fact_id", flat=True))
    return found


def _counted(found):
    leads = ArrayAgg("parts__unit_text", filter=Q(parts__role="lead"), distinct=True, default=[])
    return found.select_related("unit").annotate(
        leads=leads, paper_count=Count("papers", distinct=True), part_count=Count("parts__unit_text", distinct=True)
    )


def _row(found: Campaign) -> CampaignRow:
    return CampaignRow(
        id=found.pk,
        name=found.name,
        year=found.year,
        leads=tuple(found.leads),
        papers=found.paper_count,
        units=found.part_count,
        fact_id=found.fact_id,
        unit_name=found.unit.name if found.unit else "",
        data_class=found.data_class,
        recorded_at=found.recorded_at,
    )
