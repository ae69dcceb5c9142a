"""Fair-competition reviews: the texts that were read, findings, answers, exemptions, hearings, conclusions, packs."""

from django.db import models
from django.db.models import F, Q

from luodi.people.models import DATA_CLASSES
from luodi.people.visibility import ScopedQuerySet, sights

KINDS = ["agreement", "policy", "other"]
ISSUERS = ["department", "joint", "government"]
STATES = ["open", "concluded", "reopened", "withdrawn"]
SEVERITIES = ["forbid", "review", "note"]
FINDING_STATES = ["open", "answered", "accepted", "exempt", "gone"]
ANSWERS = ["explained", "not_applicable", "accepted", "refused", "exempted", "reopened", "rewritten"]
GROUNDS = ["security", "science", "public_good", "other_law"]
HEARD = ["operators", "associations", "public", "experts", "none"]


class Reviews(ScopedQuerySet):
    """A review is its drafter's, and that of the unit that reviews."""

    class_field = "data_class"

    def put_before(self, actor):
        return Q(unit_id__in=actor.unit_ids) | Q(reviewer_unit_id__in=actor.unit_ids)

    def _rows(self, actor, data_class):
        condition = super()._rows(actor, data_class)
        if condition is not True and any(sight.scope == "own" for sight in sights(actor, data_class)):
            condition |= Q(reviewer_unit_id__in=actor.unit_ids)
        return condition


class Review(models.Model):
    """The review of one text. Origin and project are plain values: what they name lies above.

    `issued_by` decides who reviews (条例 arts. 13, 14): a department itself, the lead of several, or the market regulator.
    """

    number = models.CharField(max_length=40, unique=True, null=True)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=12)
    issued_by = models.CharField(max_length=12)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    reviewer_unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default="open")
    text_version = models.IntegerField(default=1)
    text_sha256 = models.CharField(max_length=64)
    pack_version = models.CharField(max_length=40)
    data_class = models.CharField(max_length=10, default="sensitive")
    origin_kind = models.CharField(max_length=40, default="", blank=True)
    origin_id = models.BigIntegerField(null=True, blank=True)
    origin_label = models.CharField(max_length=200, default="", blank=True)
    project_number = models.BigIntegerField(null=True, blank=True)
    asked_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    first_review = models.TextField(default="", blank=True)
    first_reviewed_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    first_reviewed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, default="", blank=True)
    changed_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    objects = Reviews.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="review_kind_known", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(name="review_issuer_known", condition=Q(issued_by__in=ISSUERS)),
            models.CheckConstraint(name="review_state_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(name="review_class_known", condition=Q(data_class__in=DATA_CLASSES)),
            models.CheckConstraint(name="review_titled", condition=~Q(title="")),
            models.CheckConstraint(
                name="review_of_a_department_by_itself",
                condition=~Q(issued_by="department") | Q(reviewer_unit=F("unit")),
            ),
            models.CheckConstraint(
                name="review_first_has_words", condition=Q(first_reviewed_at__isnull=True) | ~Q(first_review="")
            ),
            models.CheckConstraint(
                name="review_withdrawn_says_why", condition=~Q(state="withdrawn") | ~Q(withdrawn_reason="")
            ),
        ]
        indexes = [
            models.Index(fields=["-changed_at", "-id"], name="reviews_newest"),
            models.Index(fields=["project_number"], name="reviews_project"),
            models.Index(fields=["origin_kind", "origin_id"], name="reviews_origin"),
            models.Index(fields=["text_sha256"], name="reviews_by_hash"),
        ]


class Text(models.Model):
    """A version of the text under review, never changed; with the structured clauses given beside it."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="texts")
    version = models.IntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64, db_index=True)
    clauses = models.JSONField(default=list)
    document = models.ForeignKey("documents.Document", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, default="", blank=True)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "version"], name="text_once_a_version")]


class Finding(models.Model):
    """Something that the rule pack found. A forbid is closed only by another wording, an exemption, or an accepted answer."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="findings")
    text_version = models.IntegerField()
    pack_version = models.CharField(max_length=40)
    rule = models.CharField(max_length=8)
    article = models.CharField(max_length=120)
    severity = models.CharField(max_length=8)
    start = models.IntegerField()
    end = models.IntegerField()
    quote = models.TextField(default="", blank=True)
    reason = models.TextField()
    reason_en = models.TextField()
    rewrite = models.TextField(default="", blank=True)
    rewrite_en = models.TextField(default="", blank=True)
    confidence = models.DecimalField(max_digits=4, decimal_places=3)
    clause = models.CharField(max_length=40, default="", blank=True)
    state = models.CharField(max_length=10, default="open")
    answer = models.CharField(max_length=16, default="", blank=True)
    answer_words = models.TextField(default="", blank=True)
    answered_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="finding_severity_known", condition=Q(severity__in=SEVERITIES)),
            models.CheckConstraint(name="finding_state_known", condition=Q(state__in=FINDING_STATES)),
            models.CheckConstraint(name="finding_span_in_order", condition=Q(start__gte=0, end__gte=F("start"))),
            models.CheckConstraint(
                name="finding_answer_says_why",
                condition=~Q(state__in=["answered", "accepted", "exempt"]) | ~Q(answer_words=""),
            ),
            models.CheckConstraint(
                name="finding_accepted_by_another",
                condition=Q(accepted_by__isnull=True) | Q(answered_by__isnull=True) | ~Q(accepted_by=F("answered_by")),
            ),
            models.CheckConstraint(
                name="finding_accepted_by_somebody", condition=~Q(state="accepted") | Q(accepted_by__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["review", "state", "severity"], name="reviews_finding_open")]


class Answer(models.Model):
    """What was said to a finding and by whom; lines are added, never changed."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=16)
    words = models.TextField()
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="answer_kind_known", condition=Q(kind__in=ANSWERS)),
            models.CheckConstraint(name="answer_says_something", condition=~Q(words="")),
        ]


class Exemption(models.Model):
    """An exception under 条例 art. 12 with all four fields; it ends by itself on its day, or when its condition is met."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="exemptions")
    ground = models.CharField(max_length=12)
    no_milder = models.TextField()
    until_date = models.DateField(null=True, blank=True)
    until_condition = models.CharField(max_length=300, default="", blank=True)
    reasons = models.TextField()
    drafter = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    granted_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="exemption_ground_known", condition=Q(ground__in=GROUNDS)),
            models.CheckConstraint(name="exemption_no_milder_said", condition=~Q(no_milder="")),
            models.CheckConstraint(name="exemption_reasons_said", condition=~Q(reasons="")),
            models.CheckConstraint(
                name="exemption_has_an_end", condition=Q(until_date__isnull=False) | ~Q(until_condition="")
            ),
            models.CheckConstraint(
                name="exemption_granted_by_another",
                condition=Q(drafter__isnull=True) | ~Q(granted_by=F("drafter")),
            ),
            models.UniqueConstraint(
                fields=["finding"], condition=Q(ended_at__isnull=True), name="exemption_one_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["until_date"], name="reviews_exemption_end")]


class Hearing(models.Model):
    """A record that operators, associations or the public were heard (条例 art. 16), or why nobody had to be."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="hearings")
    heard = models.CharField(max_length=12)
    held_date = models.DateField()
    who = models.CharField(max_length=300, default="", blank=True)
    summary = models.TextField()
    document = models.ForeignKey("documents.Document", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="hearing_kind_known", condition=Q(heard__in=HEARD)),
            models.CheckConstraint(name="hearing_says_something", condition=~Q(summary="")),
            models.CheckConstraint(name="hearing_names_who", condition=Q(heard="none") | ~Q(who="")),
        ]


class Conclusion(models.Model):
    """A written conclusion on one version of a text, named by its hash. Reviewer and drafter are two persons."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="conclusions")
    round = models.IntegerField()
    text_version = models.IntegerField()
    text_sha256 = models.CharField(max_length=64, db_index=True)
    pack_version = models.CharField(max_length=40)
    result = models.CharField(max_length=24)
    words = models.TextField()
    counts = models.JSONField(default=dict)
    drafter = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "round"], name="conclusion_once_a_round"),
            models.CheckConstraint(name="conclusion_reviewer_is_not_drafter", condition=~Q(reviewer=F("drafter"))),
            models.CheckConstraint(name="conclusion_written", condition=~Q(words="")),
            models.CheckConstraint(
                name="conclusion_result_known", condition=Q(result__in=["passed", "passed_with_exemption"])
            ),
        ]


class Opening(models.Model):
    """That a person opened a review on a day (条例 art. 19: what is learnt in a review stays secret)."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="openings")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "person", "day"], name="opening_once_a_day")]


class Pack(models.Model):
    """A version of the rule pack that was adopted; the newest is the one that texts are read with.

    `files` are the texts of a pack that was uploaded, by name; empty for one of the installation.
    """

    name = models.CharField(max_length=40)
    version = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    files = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, default="", blank=True)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField()


class Rescan(models.Model):
    """All live texts read again with a newly adopted pack; `done` says how far it came."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="rescans")
    before_version = models.CharField(max_length=40, default="", blank=True)
    state = models.CharField(max_length=8, default="running")
    total = models.IntegerField()
    started_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="rescan_state_known", condition=Q(state__in=["running", "done"])),
            models.UniqueConstraint(fields=["state"], condition=Q(state="running"), name="rescan_one_at_a_time"),
        ]


class Reread(models.Model):
    """What one text's new reading changed; once a text and rescan, so that a worker that was killed does nothing twice."""

    rescan = models.ForeignKey(Rescan, on_delete=models.PROTECT, related_name="rereads")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    new = models.IntegerField()
    gone = models.IntegerField()
    changed = models.IntegerField()
    lines = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rescan", "review"], name="reread_once_a_rescan")]
