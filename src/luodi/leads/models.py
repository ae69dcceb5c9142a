"""First contact: registrations with the right they may confer, evidenced contacts, conflicts, pairs that may be one."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from luodi.people.visibility import ScopedQuerySet

STATES = ["waiting", "active", "shadow", "rejected", "lapsed", "released", "taken_over"]
LIVE = ["waiting", "active"]
ENDED = ["rejected", "lapsed", "released", "taken_over"]
EVIDENCE_KINDS = ["invitation", "minutes", "letter", "message", "visit", "other"]
CONFLICT_STATES = ["open", "heard", "ruled", "appealed", "final"]
GROUNDS = ["registered", "evidence", "choice", "office"]
STEP_KINDS = ["opened", "heard", "ruled", "appealed", "decided"]
PAIR_STATES = ["open", "same", "different"]


class Registrations(ScopedQuerySet):
    """Registrations are their unit's own; the bureau, leaders and auditors see the district's."""


class Registration(models.Model):
    """A registration of first contact (报备): who wants to invest what where, who met them when, and the right it confers.

    `keys` are the investor's identity keys and `group_keys` the core keys of all who control it (`engines.matching`);
    `identity` is the surest of the keys. Of one identity only one registration is live, unless the promotion bureau or
    the unit itself declared another project (`apart`, the number that sets it apart; 0 otherwise).
    A shadow has no project: it stands behind the live registration `shadow_of`, which is another unit's.
    """

    number = models.CharField(max_length=24, unique=True)
    project = models.ForeignKey(
        "projects.Project", null=True, blank=True, on_delete=models.PROTECT, related_name="registrations"
    )
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    officer = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default="waiting")
    confidential = models.BooleanField(default=False)
    title = models.CharField(max_length=120)
    investor_name = models.CharField(max_length=160, default="", blank=True)
    matching_key = models.CharField(max_length=160, default="", blank=True)
    credit_code = models.CharField(max_length=18, default="", blank=True)
    foreign_number = models.CharField(max_length=60, default="", blank=True)
    company = models.ForeignKey("companies.Company", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    controller = models.CharField(max_length=160, default="", blank=True)
    controller_key = models.CharField(max_length=160, default="", blank=True)
    controller_share = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    identity = models.CharField(max_length=200)
    apart = models.BigIntegerField(default=0)
    apart_reason = models.CharField(max_length=300, default="", blank=True)
    keys = ArrayField(models.CharField(max_length=200), default=list)
    group_keys = ArrayField(models.CharField(max_length=160), default=list)
    grams = ArrayField(models.CharField(max_length=20), default=list)
    sector_code = models.CharField(max_length=8, default="", blank=True)
    product = models.CharField(max_length=160, default="", blank=True)
    site = models.CharField(max_length=160, default="", blank=True)
    need = models.CharField(max_length=200, default="", blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    ranked = models.BooleanField(default=False)
    contact_name = models.CharField(max_length=40, default="", blank=True)
    contact_phone = models.CharField(max_length=20, default="", blank=True)
    evidence_kind = models.CharField(max_length=12)
    evidence_text = models.CharField(max_length=500, default="", blank=True)
    evidence_document = models.ForeignKey(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    evidence_at = models.DateTimeField()
    in_district = models.CharField(max_length=200, default="", blank=True)
    occupied_in_ledger = models.IntegerField(default=0)
    shadow_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="shadows")
    assist_wish = models.CharField(max_length=300, default="", blank=True)
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="later")
    registered_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    registered_at = models.DateTimeField()
    acceptance_due = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    protected_until = models.DateField(null=True, blank=True)
    renewals = models.IntegerField(default=0)
    last_contact = models.DateField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_kind = models.CharField(max_length=12, default="", blank=True)
    end_reason = models.CharField(max_length=300, default="", blank=True)
    version = models.IntegerField(default=1)

    objects = Registrations.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="registration_state_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(name="registration_evidence_known", condition=Q(evidence_kind__in=EVIDENCE_KINDS)),
            models.CheckConstraint(
                name="registration_evidence_not_later", condition=Q(evidence_at__lte=F("registered_at"))
            ),
            models.CheckConstraint(
                name="registration_live_has_project", condition=~Q(state__in=LIVE) | Q(project__isnull=False)
            ),
            models.CheckConstraint(
                name="registration_active_is_protected", condition=~Q(state="active") | Q(protected_until__isnull=False)
            ),
            models.CheckConstraint(
                name="registration_maker_is_not_checker",
                condition=Q(decided_by__isnull=True)
                | Q(registered_by__isnull=True)
                | ~Q(decided_by=F("registered_by")),
            ),
            models.CheckConstraint(
                name="registration_shadow_stands_behind", condition=~Q(state="shadow") | Q(shadow_of__isnull=False)
            ),
            models.CheckConstraint(
                name="registration_ended_says_why",
                condition=~Q(state__in=ENDED) | Q(ended_at__isnull=False) & ~Q(end_reason=""),
            ),
            models.UniqueConstraint(
                fields=["identity", "apart"], condition=Q(state__in=LIVE), name="registration_one_right"
            ),
            models.UniqueConstraint(fields=["project"], condition=Q(state__in=LIVE), name="registration_one_a_project"),
        ]
        indexes = [
            GinIndex(fields=["keys"], name="leads_registration_keys"),
            GinIndex(fields=["group_keys"], name="leads_registration_groups"),
            GinIndex(fields=["grams"], name="leads_registration_grams"),
            models.Index(fields=["matching_key"], name="leads_registration_name"),
            models.Index(fields=["unit", "state", "-id"], name="leads_registration_unit"),
            models.Index(fields=["state", "-id"], name="leads_registration_state"),
            models.Index(fields=["state", "protected_until"], name="leads_registration_until"),
        ]

    def __str__(self) -> str:
        return self.number


class EvidencedContact(models.Model):
    """A contact with the investor that evidence bears: it keeps the right alive and counts for its renewal. Append-only."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="contacts")
    contacted_date = models.DateField()
    kind = models.CharField(max_length=12)
    reference = models.CharField(max_length=300, default="", blank=True)
    document = models.ForeignKey(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    origin_kind = models.CharField(max_length=40, default="", blank=True)
    origin_id = models.BigIntegerField(null=True, blank=True)
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contact_is_evidenced",
                condition=~Q(reference="") | Q(document__isnull=False) | ~Q(origin_kind=""),
            ),
            models.UniqueConstraint(
                fields=["registration", "origin_kind", "origin_id"], condition=~Q(origin_kind=""), name="contact_once"
            ),
        ]


class Conflict(models.Model):
    """Two registrations claim one first contact: heard, ruled in the order of the rules, appealed once.

    `first` held the right when the conflict was opened, `second` is the other unit's. `holds` says whose evidence held
    at the hearing; `choice` whom the investor chose in writing.
    """

    number = models.CharField(max_length=24, unique=True)
    first = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="conflicts_held")
    second = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="conflicts_raised")
    state = models.CharField(max_length=10, default="open")
    reason = models.CharField(max_length=500)
    opened_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    hearing_due = models.DateField()
    ruling_due = models.DateField()
    first_holds = models.BooleanField(default=True)
    second_holds = models.BooleanField(default=True)
    choice = models.CharField(max_length=6, default="", blank=True)
    choice_reference = models.CharField(max_length=300, default="", blank=True)
    ground = models.CharField(max_length=10, default="", blank=True)
    winner = models.ForeignKey(Registration, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ruled_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ruled_at = models.DateTimeField(null=True, blank=True)
    appealed_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    appealed_at = models.DateTimeField(null=True, blank=True)
    appeal_decided_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    appeal_decided_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="conflict_state_known", condition=Q(state__in=CONFLICT_STATES)),
            models.CheckConstraint(name="conflict_of_two", condition=~Q(first=F("second"))),
            models.CheckConstraint(name="conflict_choice_known", condition=Q(choice__in=["", "first", "second"])),
            models.CheckConstraint(
                name="conflict_ruled_says_on_what",
                condition=Q(state__in=["open", "heard"]) | Q(winner__isnull=False, ground__in=GROUNDS),
            ),
            models.CheckConstraint(
                name="conflict_appeal_by_another",
                condition=Q(appeal_decided_by__isnull=True)
                | Q(ruled_by__isnull=True)
                | ~Q(appeal_decided_by=F("ruled_by")),
            ),
            models.CheckConstraint(
                name="conflict_appeal_was_made",
                condition=Q(appeal_decided_at__isnull=True) | Q(appealed_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["first", "second"], condition=~Q(state="final"), name="conflict_once_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="leads_conflict_state")]


class ConflictStep(models.Model):
    """What was said and decided in a conflict, in order. Append-only."""

    conflict = models.ForeignKey(Conflict, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10)
    text = models.CharField(max_length=1000)
    facts = models.JSONField(default=dict)
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="conflict_step_known", condition=Q(kind__in=STEP_KINDS))]


class Pair(models.Model):
    """Two projects found later that may be one, once each way: open, the same, or different (remembered)."""

    one = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    score = models.DecimalField(max_digits=5, decimal_places=4)
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="open")
    found_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, default="", blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="pair_state_known", condition=Q(state__in=PAIR_STATES)),
            models.CheckConstraint(name="pair_in_order", condition=Q(one__lt=F("other"))),
            models.CheckConstraint(name="pair_decided_says_why", condition=Q(state="open") | ~Q(reason="")),
            models.UniqueConstraint(fields=["one", "other"], name="pair_once"),
        ]
        indexes = [models.Index(fields=["state", "-score", "id"], name="leads_pair_state")]
