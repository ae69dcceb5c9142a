"""A claim on its way from the invitation to the archive, with everything that was frozen in it."""

from django.db import models
from django.db.models import F, Q

from luodi.people.visibility import ScopedQuerySet

MODES = ["confirm", "instant", "apply"]
STAGES = [
    "invited", "draft", "submitted", "checked", "crossed", "published", "approved", "committed", "paid", "archived",
    "rejected", "withdrawn",
]  # fmt: skip
ENDED = ["rejected", "withdrawn"]
UNFROZEN = ["invited", "draft", "withdrawn"]
LIVE = [stage for stage in STAGES if stage not in (*ENDED, "draft", "invited")]
COMMITTED = ["committed", "paid", "archived"]
DECIDED = ["approved", *COMMITTED]
CHECK_KINDS = ["department", "cross", "doubt"]


class Claims(ScopedQuerySet):
    """A claim is its department's and its firm's own; who pays sees all of them, a draft is the firm's alone."""

    fixed_class = "sensitive"
    firm_field = "company_id"

    def put_before(self, actor):
        return Q(unit_id__in=actor.unit_ids)

    def visible_to(self, actor):
        if actor.kind != "system" and actor.may("claims.pay"):
            return self.exclude(stage="draft")
        found = super().visible_to(actor)
        return found if actor.kind == "system" or actor.firm_ids else found.exclude(stage="draft")


class OfClaims(ScopedQuerySet):
    """Rows of the claims that one sees."""

    def visible_to(self, actor):
        if actor.kind == "system":
            return self
        return self.filter(claim__in=Claim.objects.visible_to(actor).values("pk"))


class Publications(ScopedQuerySet):
    """What is published is there for everybody."""

    fixed_class = "public"
    unit_field = None


class Publication(models.Model):
    """Claims shown to the public for some working days, [from_date, until_date]; firm, clause and amount, no person."""

    title = models.CharField(max_length=160)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    from_date = models.DateField()
    until_date = models.DateField()
    contact = models.CharField(max_length=120)
    made_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = Publications.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="publication_named", condition=~Q(title="") & ~Q(contact="")),
            models.CheckConstraint(name="publication_lasts", condition=Q(until_date__gt=F("from_date"))),
        ]


class Claim(models.Model):
    """What one firm is due by one version of a clause for one year.

    From `frozen_at` on the clause (its version, text and sha256), the inputs with their sources and the explanation stay
    as they are (a trigger): a later fact or clause changes no claim. `asked_fen` is what the engine granted then,
    `granted_fen` what was decided, `payable_fen` what the envelope gave of it (pro rata: `ratio_ppm`). `stage_due` is the last day of the present step's clock (working days).
    """

    company = models.ForeignKey("companies.Company", on_delete=models.PROTECT, related_name="claims")
    clause_version = models.ForeignKey("policies.ClauseVersion", on_delete=models.PROTECT, related_name="claims")
    clause_code = models.CharField(max_length=60)
    clause_number = models.IntegerField()
    clause_title = models.CharField(max_length=200)
    clause_title_en = models.CharField(max_length=200, default="", blank=True)
    clause_sha256 = models.CharField(max_length=64)
    group = models.CharField(max_length=60, default="", blank=True)
    promise = models.ForeignKey("promises.Promise", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    promise_stage = models.IntegerField(null=True, blank=True)
    year = models.IntegerField()
    mode = models.CharField(max_length=8)
    notice_days = models.IntegerField()
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    envelope = models.ForeignKey("claims.Envelope", on_delete=models.PROTECT, related_name="claims")
    wanted = models.JSONField(default=list)
    inputs = models.JSONField(default=dict)
    inputs_sha256 = models.CharField(max_length=64, default="", blank=True)
    explanation = models.JSONField(default=dict)
    words = models.CharField(max_length=1000, default="", blank=True)
    asked_fen = models.BigIntegerField()
    granted_fen = models.BigIntegerField(null=True, blank=True)
    payable_fen = models.BigIntegerField(null=True, blank=True)
    ratio_ppm = models.IntegerField(null=True, blank=True)
    stage = models.CharField(max_length=10)
    stage_at = models.DateTimeField()
    stage_due = models.DateField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    publication = models.ForeignKey(Publication, null=True, blank=True, on_delete=models.PROTECT, related_name="claims")
    made_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    submitted_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    crossed_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    meeting_decision = models.CharField(max_length=120, default="", blank=True)
    outcome = models.CharField(max_length=300, default="", blank=True)
    version = models.IntegerField(default=1)

    objects = Claims.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="claim_stage_known", condition=Q(stage__in=STAGES)),
            models.CheckConstraint(name="claim_mode_known", condition=Q(mode__in=MODES)),
            models.CheckConstraint(name="claim_asks_for_something", condition=Q(asked_fen__gt=0)),
            models.CheckConstraint(
                name="claim_grants_no_more_than_asked",
                condition=Q(granted_fen=None) | Q(granted_fen__gte=0, granted_fen__lte=F("asked_fen")),
            ),
            models.CheckConstraint(
                name="claim_payable_within_granted",
                condition=Q(payable_fen=None) & ~Q(stage__in=COMMITTED)
                | Q(payable_fen__gt=0, payable_fen__lte=F("granted_fen"), stage__in=COMMITTED),
            ),
            models.CheckConstraint(
                name="claim_frozen_once_submitted",
                condition=Q(stage__in=UNFROZEN) | Q(frozen_at__isnull=False) & ~Q(inputs_sha256=""),
            ),
            models.CheckConstraint(
                name="claim_approved_by_another",
                condition=~Q(stage__in=DECIDED)
                | Q(approved_by__isnull=False, approved_at__isnull=False, granted_fen__isnull=False)
                & (Q(checked_by=None) | ~Q(approved_by=F("checked_by")))
                & (Q(crossed_by=None) | ~Q(approved_by=F("crossed_by")))
                & (Q(submitted_by=None) | ~Q(approved_by=F("submitted_by")))
                & (Q(made_by=None) | ~Q(approved_by=F("made_by"))),
            ),
            models.CheckConstraint(
                name="claim_crossed_by_another",
                condition=Q(crossed_by=None) | Q(checked_by=None) | ~Q(crossed_by=F("checked_by")),
            ),
            models.CheckConstraint(name="claim_ended_says_why", condition=~Q(stage__in=ENDED) | ~Q(outcome="")),
            models.CheckConstraint(
                name="claim_of_a_whole_stage",
                condition=Q(promise=None, promise_stage=None) | Q(promise__isnull=False, promise_stage__gte=1),
            ),
            models.UniqueConstraint(
                fields=["company", "clause_code", "year"],
                condition=~Q(stage__in=ENDED),
                name="claim_once_a_firm_clause_and_year",
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "stage_due", "id"], name="claims_desk"),
            models.Index(fields=["unit", "stage"], name="claims_of_unit"),
            models.Index(fields=["company", "-id"], name="claims_of_firm"),
        ]


class Evidence(models.Model):
    """A file behind a claim, under the name by which the clause asks for it; `expires_date` of a certificate."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="evidence")
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    expires_date = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = OfClaims.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="claim_evidence_named", condition=~Q(name="")),
            models.UniqueConstraint(
                fields=["claim", "sha256"], condition=Q(dropped_at=None), name="claim_evidence_once"
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="claims_evidence_file")]


class Check(models.Model):
    """What somebody or the machine found: the department's check, the cross-check, a named doubt.

    A doubt is a code with parameters; it stands open until somebody settles it in words. The rest never changes (SQL).
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=10)
    passed = models.BooleanField(null=True)
    code = models.CharField(max_length=60, default="", blank=True)
    params = models.JSONField(default=dict)
    words = models.CharField(max_length=1000, default="", blank=True)
    made_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    settled_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=500, default="", blank=True)

    objects = OfClaims.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="claim_check_kind_known", condition=Q(kind__in=CHECK_KINDS)),
            models.CheckConstraint(
                name="claim_check_says_something",
                condition=Q(kind="doubt") & ~Q(code="") & Q(passed=None) | ~Q(kind="doubt") & Q(passed__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_doubt_settled_in_words",
                condition=Q(settled_at=None, settled_by=None, answer="")
                | Q(kind="doubt", settled_at__isnull=False) & ~Q(answer=""),
            ),
            models.UniqueConstraint(
                fields=["claim", "code", "params"], condition=Q(kind="doubt"), name="claim_doubt_once"
            ),
        ]


class Objection(models.Model):
    """What somebody holds against a published claim, and the answer; while it is open nothing is approved."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="objections")
    publication = models.ForeignKey(Publication, null=True, on_delete=models.PROTECT, related_name="objections")
    kind = models.CharField(max_length=10, default="objection")
    by_whom = models.CharField(max_length=120)
    text = models.CharField(max_length=1000)
    received_date = models.DateField()
    made_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    answer = models.CharField(max_length=1000, default="", blank=True)
    upheld = models.BooleanField(null=True)
    answered_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = OfClaims.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="objection_kind_known", condition=Q(kind__in=["objection", "appeal"])),
            models.CheckConstraint(name="objection_says_something", condition=~Q(text="") & ~Q(by_whom="")),
            models.CheckConstraint(
                name="objection_answered_whole",
                condition=Q(answered_at=None, answered_by=None, upheld=None, answer="")
                | Q(answered_at__isnull=False, upheld__isnull=False) & ~Q(answer=""),
            ),
        ]


class InputLook(models.Model):
    """That somebody opened, for a reason, what a claim was reckoned from; its firm and department read it. Append-only."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="looks")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    looked_at = models.DateTimeField()

    objects = OfClaims.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="claim_look_has_a_reason", condition=~Q(reason=""))]
