"""What a district does with an investor day by day: visits, contacts, progress, comments, instructions, drafts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from luodi.people.visibility import ScopedQuerySet
from luodi.projects.models import Project
from luodi.values.actor import Actor

VISIT_KINDS = ["visit", "call", "meeting", "online"]
LANGUAGES = ["zh", "en", "ja", "ko", "de", "fr", "other"]


class OfProjects(ScopedQuerySet):
    """Rows that whoever sees their project sees."""

    def visible_to(self, actor: Actor) -> "OfProjects":
        """Narrow to rows of projects that the actor may see, if the actor may see the daily work at all."""
        if actor.kind == "system":
            return self
        if not actor.may("contacts.view"):
            return self.none()
        return self.filter(project__in=Project.objects.visible_to(actor).values("pk"))


class OwnDrafts(ScopedQuerySet):
    """Drafts of one person alone."""

    def visible_to(self, actor: Actor) -> "OwnDrafts":
        """Narrow to the actor's own drafts."""
        return self.filter(person_id=actor.person_id) if actor.person_id else self.none()


class InvestorContact(models.Model):
    """A person at the investor's side. Name, phone and address are personal; the phone is shown masked."""

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    post = models.CharField(max_length=80, default="", blank=True)
    organisation = models.CharField(max_length=160, default="", blank=True)
    phone = models.CharField(max_length=30, default="", blank=True)
    email = models.CharField(max_length=120, default="", blank=True)
    language = models.CharField(max_length=8, default="zh")
    note = models.CharField(max_length=300, default="", blank=True)
    added_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    objects = OfProjects.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="contact_named", condition=~Q(name="")),
            models.CheckConstraint(name="contact_language_known", condition=Q(language__in=LANGUAGES)),
        ]


class Visit(models.Model):
    """A visit, call, meeting or talk online with an investor. Append-only: a correction is a new row naming the old.

    `evidence` marks a contact that a document (a photo, minutes, a letter) bears: only such a one renews a first-contact
    right (domain §3.3). `ours` and `theirs` are as worded; who is known stands in `Attendee`.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    held_date = models.DateField()
    place = models.CharField(max_length=120, default="", blank=True)
    said = models.TextField()
    ours = models.CharField(max_length=200, default="", blank=True)
    theirs = models.CharField(max_length=200, default="", blank=True)
    next_step = models.CharField(max_length=300, default="", blank=True)
    next_owner = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    next_date = models.DateField(null=True, blank=True)
    task = models.ForeignKey("tasks.Task", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    evidence = models.BooleanField(default=False)
    corrects = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected")
    reason = models.CharField(max_length=300, default="", blank=True)
    logged_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()

    objects = OfProjects.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="visit_kind_known", condition=Q(kind__in=VISIT_KINDS)),
            models.CheckConstraint(name="visit_says_something", condition=~Q(said="")),
            models.CheckConstraint(
                name="visit_evidence_has_a_document", condition=Q(evidence=False) | Q(document__isnull=False)
            ),
            models.CheckConstraint(name="visit_step_has_words", condition=Q(next_date__isnull=True) | ~Q(next_step="")),
            models.CheckConstraint(
                name="visit_correction_has_a_reason", condition=Q(corrects__isnull=True) | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["project", "-held_date", "-id"], name="contacts_visit_of_project")]


class Attendee(models.Model):
    """Somebody who was there: a person of the district, or a contact of the investor. Append-only."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="attendees")
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(InvestorContact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="attendee_is_of_one_side",
                condition=Q(person__isnull=False, contact__isnull=True) | Q(person__isnull=True, contact__isnull=False),
            )
        ]


class Progress(models.Model):
    """The fortnightly report on a project (handbook: every 14 days). Append-only: a correction names the old row."""

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    happened = models.TextField()
    hinders = models.TextField(default="", blank=True)
    forecast = models.CharField(max_length=12, default="", blank=True)
    forecast_date = models.DateField(null=True, blank=True)
    corrects = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected")
    reason = models.CharField(max_length=300, default="", blank=True)
    reported_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()

    objects = OfProjects.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="progress_says_something", condition=~Q(happened="")),
            models.CheckConstraint(
                name="progress_forecast_says_what", condition=Q(forecast_date__isnull=True) | ~Q(forecast="")
            ),
            models.CheckConstraint(
                name="progress_correction_has_a_reason", condition=Q(corrects__isnull=True) | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["project", "-reported_at", "-id"], name="contacts_progress_of_project")]


class Comment(models.Model):
    """A remark on a project; `mentions` are the persons it calls. Append-only: an edit is a new row naming the old."""

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    mentions = ArrayField(models.BigIntegerField(), default=list)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = OfProjects.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="comment_says_something", condition=~Q(text=""))]
        indexes = [models.Index(fields=["project", "-at", "-id"], name="contacts_comment_of_project")]


class Instruction(models.Model):
    """A leader's instruction (批示) on a project: a follow-up for a unit, closed by none but the one who gave it."""

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    task = models.OneToOneField("tasks.Task", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    due_date = models.DateField()
    given_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, default="", blank=True)
    version = models.IntegerField(default=1)

    objects = OfProjects.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="instruction_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="instruction_closed_says_how", condition=Q(closed_at__isnull=True) | ~Q(outcome="")
            ),
        ]
        indexes = [models.Index(fields=["project", "-given_at"], name="contacts_given")]


class ReportBack(models.Model):
    """What a unit reports back on an instruction. Append-only."""

    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="reports")
    text = models.TextField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="report_back_says_something", condition=~Q(text=""))]


class Draft(models.Model):
    """What a person has typed into a form and not yet sent, kept so that no refusal and no ended session loses it."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=60)
    values = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    objects = OwnDrafts.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "form"], name="draft_once_a_form"),
            models.CheckConstraint(name="draft_form_named", condition=~Q(form="")),
        ]
        indexes = [models.Index(F("saved_at"), name="contacts_draft_age")]
