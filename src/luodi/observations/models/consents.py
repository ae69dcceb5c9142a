"""What the firm itself says: its consent to hold its tax data, and links by which it answers without signing in."""

from django.db import models
from django.db.models import F, Q

from luodi.observations.models.credit import Subject
from luodi.observations.models.observed import OfSubjects, Series

CONSENT_STATES = ["requested", "signed", "withdrawn"]
PURPOSES = ["confirm", "consent"]


class Consent(models.Model):
    """A firm's authorisation (授权书) to hold its single-firm data: asked for, signed by its representative, ended.

    Without one in force nothing of class secret is stored about the firm (Tax Administration Law, art. 8).
    """

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=300)
    until_date = models.DateField()
    state = models.CharField(max_length=10, default="requested")
    requested_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    signer = models.CharField(max_length=60, default="", blank=True)
    signer_post = models.CharField(max_length=60, default="", blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, default="", blank=True)

    objects = OfSubjects.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="consent_state_known", condition=Q(state__in=CONSENT_STATES)),
            models.CheckConstraint(name="consent_says_why", condition=~Q(purpose="")),
            models.CheckConstraint(
                name="consent_signed_by_somebody",
                condition=~Q(state="signed") | (~Q(signer="") & Q(signed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="consent_withdrawn_for_a_reason",
                condition=~Q(state="withdrawn") | (~Q(withdrawn_reason="") & Q(withdrawn_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(state="requested"), name="consent_one_asked_a_subject"
            ),
        ]


class FirmLink(models.Model):
    """A link for the firm: it holds for one answer and until its end; only the hash of its secret is kept."""

    purpose = models.CharField(max_length=8)
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.PROTECT, related_name="links")
    seen_value = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    consent = models.ForeignKey(Consent, null=True, blank=True, on_delete=models.PROTECT, related_name="links")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="link_leads_somewhere",
                condition=Q(purpose="confirm", series__isnull=False, seen_value__isnull=False, consent__isnull=True)
                | Q(purpose="consent", consent__isnull=False, series__isnull=True),
            ),
            models.CheckConstraint(name="link_ends", condition=Q(expires_at__gt=F("made_at"))),
        ]


class LinkTry(models.Model):
    """A try at a link that did not hold, by the caller's address as a digest; too many close the door for a while."""

    address_hash = models.CharField(max_length=64)
    tried_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address_hash", "tried_at"], name="link_tries")]
