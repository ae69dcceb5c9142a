"""Scoreboards: formula packs, figures and adjustments that no ledger holds, boards with their appeals and snapshots.

Where a pack says that a figure comes from a target plan, it is read from the promise, never copied. What is kept here is
settled once and dated, so that a board can be asked for as it was known on any day; a frozen board is its snapshot.
"""

from django.db import models
from django.db.models import F, Q

from luodi.people.models import UNIT_KINDS, Unit
from luodi.people.visibility import ScopedQuerySet, sees_all

STATES = ["proposed", "approved", "rejected"]
FIGURE_KINDS = ["typed", "counted", "appeal"]
ADJUSTMENT_KINDS = ["bonus", "penalty", "veto"]
PERIOD_KINDS = ["month", "quarter", "year"]
BOARD_STATES = ["draft", "shown", "frozen"]
APPEAL_STATES = ["open", "accepted", "refused"]


def person_key() -> models.ForeignKey:
    """Give a column for a person who did something; the system leaves it empty."""
    return models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")


def settled(prefix: str, state: str = "proposed") -> models.CheckConstraint:
    """Demand that what is settled was settled by another person than who made it; what was counted needs none."""
    by_another = Q(approved_by__isnull=False) & (Q(made_by__isnull=True) | ~Q(approved_by=F("made_by")))
    if prefix == "figure":
        by_another |= Q(kind="counted", state="approved")
    return models.CheckConstraint(
        name=f"{prefix}_settled_by_another",
        condition=Q(state=state, approved_by__isnull=True, decided_at__isnull=True)
        | (~Q(state=state) & Q(decided_at__isnull=False) & by_another),
    )


class Boards(ScopedQuerySet):
    """Boards of the classes of one's units once they are shown; drafts only for who keeps boards."""

    def visible_to(self, actor):
        if actor.kind == "system" or actor.may("scoreboards.keep"):
            return self
        shown = self.exclude(state="draft")
        if sees_all(actor, "internal"):
            return shown
        return shown.filter(unit_class__in=Unit.objects.filter(pk__in=actor.unit_ids).values("kind"))


class OfBoards(ScopedQuerySet):
    """Appeals of one's units; all of them for who sees every unit."""


class Pack(models.Model):
    """A year's formula pack: the text as it was uploaded, and for each indicator where its figure comes from.

    `sources` maps indicators to "promise:<indicator>", "count:<measure>" or "typed". `example` marks the handbook's.
    """

    code = models.CharField(max_length=40)
    year = models.IntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    sources = models.JSONField(default=dict)
    example = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="proposed")
    valid_from = models.DateField(null=True)
    made_by = person_key()
    made_at = models.DateTimeField()
    approved_by = person_key()
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="pack_state_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="pack_in_force_from_a_day", condition=~Q(state="approved") | Q(valid_from__isnull=False)
            ),
            settled("pack"),
            models.UniqueConstraint(
                fields=["code", "digest"], condition=~Q(state="rejected"), name="pack_uploaded_once"
            ),
        ]


class Figure(models.Model):
    """A unit's figure that no ledger holds: typed in with its source, counted on a day, or corrected after an appeal.

    It stands for boards of `day` and later until a later one; fields without a value leave that of the pack's source.
    """

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    pack_code = models.CharField(max_length=40)
    indicator = models.CharField(max_length=40)
    day = models.DateField()
    kind = models.CharField(max_length=8)
    actual = models.DecimalField(max_digits=22, decimal_places=4, null=True)
    target = models.DecimalField(max_digits=22, decimal_places=4, null=True)
    base = models.DecimalField(max_digits=22, decimal_places=4, null=True)
    faults = models.IntegerField(default=0)
    missed = models.BooleanField(default=False)
    source = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)
    document = models.ForeignKey("documents.Document", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="proposed")
    made_by = person_key()
    made_at = models.DateTimeField()
    approved_by = person_key()
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="figure_kind_known", condition=Q(kind__in=FIGURE_KINDS)),
            models.CheckConstraint(name="figure_state_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(name="figure_has_a_source", condition=~Q(source="") & ~Q(reason="")),
            models.CheckConstraint(name="figure_faults_count", condition=Q(faults__gte=0)),
            models.CheckConstraint(
                name="figure_not_negative",
                condition=(Q(target__isnull=True) | Q(target__gte=0)) & (Q(base__isnull=True) | Q(base__gte=0)),
            ),
            settled("figure"),
        ]
        indexes = [models.Index(fields=["pack_code", "unit", "day"], name="figures_of_unit")]


class Adjustment(models.Model):
    """Points added or taken, or a veto, with its reason and document: proposed by one person, approved by another."""

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    pack_code = models.CharField(max_length=40)
    kind = models.CharField(max_length=8)
    veto = models.CharField(max_length=40, default="", blank=True)
    indicator = models.CharField(max_length=40, default="", blank=True)
    points = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    day = models.DateField()
    reason = models.CharField(max_length=300)
    reference = models.CharField(max_length=200)
    document = models.ForeignKey("documents.Document", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="proposed")
    made_by = person_key()
    made_at = models.DateTimeField()
    approved_by = person_key()
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="adjustment_kind_known", condition=Q(kind__in=ADJUSTMENT_KINDS)),
            models.CheckConstraint(name="adjustment_state_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(name="adjustment_says_why", condition=~Q(reason="") & ~Q(reference="")),
            models.CheckConstraint(
                name="adjustment_points_or_veto",
                condition=(Q(kind="veto", points=0) & ~Q(veto="")) | (~Q(kind="veto") & Q(points__gt=0, veto="")),
            ),
            settled("adjustment"),
        ]
        indexes = [models.Index(fields=["pack_code", "unit", "day"], name="adjustments_of_unit")]


class Board(models.Model):
    """A scoreboard of a class of units as of a day: draft, shown with its appeal window, then frozen. `version` counts."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="boards")
    unit_class = models.CharField(max_length=12)
    period_kind = models.CharField(max_length=8)
    as_of = models.DateField()
    state = models.CharField(max_length=6, default="draft")
    made_by = person_key()
    made_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)
    appeals_until = models.DateField(null=True)
    frozen_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    objects = Boards.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="board_class_known", condition=Q(unit_class__in=UNIT_KINDS)),
            models.CheckConstraint(name="board_period_known", condition=Q(period_kind__in=PERIOD_KINDS)),
            models.CheckConstraint(
                name="board_goes_its_way",
                condition=Q(state="draft", shown_at__isnull=True, appeals_until__isnull=True, frozen_at__isnull=True)
                | Q(state="shown", shown_at__isnull=False, appeals_until__isnull=False, frozen_at__isnull=True)
                | Q(state="frozen", shown_at__isnull=False, appeals_until__isnull=False, frozen_at__isnull=False),
            ),
            models.UniqueConstraint(fields=["pack", "unit_class", "period_kind", "as_of"], name="board_once_a_day"),
        ]


class Appeal(models.Model):
    """A unit's objection to its standing on a shown board, and the bureau's answer; `figure` is what came of it."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="appeals")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=40, default="", blank=True)
    reason = models.CharField(max_length=500)
    evidence = models.CharField(max_length=300)
    document = models.ForeignKey("documents.Document", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="open")
    made_by = person_key()
    made_at = models.DateTimeField()
    approved_by = person_key()
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=500, default="", blank=True)
    figure = models.ForeignKey(Figure, null=True, on_delete=models.PROTECT, related_name="appeals")

    objects = OfBoards.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="appeal_state_known", condition=Q(state__in=APPEAL_STATES)),
            models.CheckConstraint(name="appeal_says_why", condition=~Q(reason="") & ~Q(evidence="")),
            models.CheckConstraint(name="appeal_answered_with_words", condition=Q(state="open") | ~Q(decision_note="")),
            settled("appeal", "open"),
            models.UniqueConstraint(
                fields=["board", "unit", "indicator"], condition=Q(state="open"), name="appeal_one_open_an_indicator"
            ),
        ]
        indexes = [models.Index(fields=["board", "unit"], name="appeals_of_board")]


class Snapshot(models.Model):
    """A board as it was frozen: canonical text with its sha256, and what stood behind each figure. Append-only."""

    board = models.OneToOneField(Board, on_delete=models.PROTECT, related_name="snapshot")
    text = models.TextField()
    digest = models.CharField(max_length=64)
    behind = models.JSONField()
    known = models.DateField()
    frozen_by = person_key()
    frozen_at = models.DateTimeField()
