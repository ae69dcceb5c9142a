"""Applications of strangers to act for a firm, the papers that prove it, and the tries of an address."""

from django.db import models
from django.db.models import Q

from luodi.people.visibility import ScopedQuerySet

APPLICATION_STATES = ["asked", "approved", "refused"]
APPLICANT_ROLES = ["legal", "manager", "finance", "agent"]
PAPER_KINDS = ["licence", "power"]


class Applications(ScopedQuerySet):
    """Applications belong to no unit: the bureau decides them, nobody else sees them."""

    fixed_class = "personal"
    unit_field = None

    def visible_to(self, actor):
        if actor.kind == "system" or (actor.may("claims.sign_up") and "promotion_bureau" in actor.roles):
            return self
        return self.none()


class Application(models.Model):
    """A person who asks, without an account, to act for a firm. Nothing of the register is looked at when it is made.

    `receipt_hash` is the digest of the receipt number, by which the applicant follows the state; `doubts` are what the
    machine saw ([{"code", "other"}]: the same paper behind another application). Once its days are over, a refused
    application keeps the code, the state and the reason only.
    """

    receipt_hash = models.CharField(max_length=64, unique=True)
    credit_code = models.CharField(max_length=18)
    firm_name = models.CharField(max_length=160)
    name = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    role = models.CharField(max_length=10)
    consented_at = models.DateTimeField()
    made_at = models.DateTimeField()
    doubts = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="asked")
    reason = models.CharField(max_length=300, default="", blank=True)
    decided_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    company = models.ForeignKey("companies.Company", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = Applications.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="application_state_known", condition=Q(state__in=APPLICATION_STATES)),
            models.CheckConstraint(name="application_role_known", condition=Q(role__in=APPLICANT_ROLES)),
            models.CheckConstraint(
                name="application_code_shaped", condition=Q(credit_code__regex=r"^[0-9A-HJ-NP-RTUWXY]{18}$")
            ),
            models.CheckConstraint(
                name="application_named", condition=Q(erased_at__isnull=False) | ~Q(name="") & ~Q(phone="") & ~Q(firm_name="")
            ),
            models.CheckConstraint(
                name="application_decided_whole",
                condition=Q(state="asked", decided_by=None, decided_at=None, company=None, person=None)
                | Q(state="approved", decided_at__isnull=False, company__isnull=False, person__isnull=False)
                | Q(state="refused", decided_at__isnull=False, company=None, person=None) & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="application_erased_refused", condition=Q(erased_at=None) | Q(state="refused", name="", phone="")
            ),
            models.UniqueConstraint(
                fields=["credit_code", "name", "phone"], condition=Q(state="asked"), name="application_asked_once"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "-id"], name="claims_applications")]


class ApplicationPaper(models.Model):
    """A paper of an application: its bytes lie in the row, so that erasing them is one write in one transaction."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=10)
    file_name = models.CharField(max_length=200)
    file_kind = models.CharField(max_length=10)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    body = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="application_paper_kind_known", condition=Q(kind__in=PAPER_KINDS)),
            models.CheckConstraint(name="application_paper_file_known", condition=Q(file_kind__in=["pdf", "jpg"])),
            models.UniqueConstraint(fields=["application", "kind"], name="application_paper_once"),
        ]


class ApplicationTry(models.Model):
    """A call of the public form or of the state page from an address, which is kept for a day as a digest only."""

    address_hash = models.CharField(max_length=64)
    tried_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address_hash", "tried_at"], name="claims_application_tries")]
