"""A firm's bank accounts, which a second person confirms, and who asked to act for a firm."""

from django.db import models
from django.db.models import F, Q

from luodi.people.visibility import ScopedQuerySet

ACCOUNT_STATES = ["proposed", "confirmed", "rejected", "replaced"]
SIGN_UP_STATES = ["asked", "approved", "rejected"]


class Accounts(ScopedQuerySet):
    """Accounts are the firm's own and theirs who pay."""

    fixed_class = "personal"
    unit_field = None
    firm_field = "company_id"

    def visible_to(self, actor):
        if actor.kind != "system" and actor.may("claims.pay"):
            return self
        return super().visible_to(actor)


class BankAccount(models.Model):
    """Where a firm is paid: proposed by one person, confirmed by another; at most one of a firm stands confirmed."""

    company = models.ForeignKey("companies.Company", on_delete=models.PROTECT, related_name="bank_accounts")
    holder = models.CharField(max_length=160)
    bank = models.CharField(max_length=120)
    number = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default="proposed")
    document = models.ForeignKey("documents.Document", null=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, default="", blank=True)

    objects = Accounts.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="bank_account_state_known", condition=Q(state__in=ACCOUNT_STATES)),
            models.CheckConstraint(name="bank_account_number_shaped", condition=Q(number__regex=r"^[0-9]{8,32}$")),
            models.CheckConstraint(name="bank_account_whole", condition=~Q(holder="") & ~Q(bank="")),
            models.CheckConstraint(
                name="bank_account_confirmed_by_another",
                condition=Q(state="proposed", confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                & (Q(made_by=None) | ~Q(confirmed_by=F("made_by"))),
            ),
            models.UniqueConstraint(fields=["company"], condition=Q(state="confirmed"), name="bank_account_one_stands"),
            models.UniqueConstraint(fields=["company"], condition=Q(state="proposed"), name="bank_account_one_waits"),
        ]


class SignUps(ScopedQuerySet):
    """Who asks to act for a firm is seen by the unit that entered it, and by the bureau."""

    fixed_class = "personal"
    firm_field = "company_id"

    def visible_to(self, actor):
        if actor.kind != "system" and actor.may("claims.sign_up"):
            return self if "promotion_bureau" in actor.roles else self.filter(unit_id__in=actor.unit_ids)
        return super().visible_to(actor)


class SignUp(models.Model):
    """A person who is to act for a firm: entered with the proof of representation, approved by another person."""

    company = models.ForeignKey("companies.Company", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    phone = models.CharField(max_length=20)
    sign_in_name = models.CharField(max_length=60)
    proof = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")
    until_date = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, default="asked")
    made_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, default="", blank=True)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    objects = SignUps.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="sign_up_state_known", condition=Q(state__in=SIGN_UP_STATES)),
            models.CheckConstraint(name="sign_up_named", condition=~Q(name="") & ~Q(sign_in_name="")),
            models.CheckConstraint(
                name="sign_up_decided_by_another",
                condition=Q(state="asked", decided_by=None, decided_at=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False)
                & (Q(made_by=None) | ~Q(decided_by=F("made_by"))),
            ),
            models.UniqueConstraint(
                fields=["company", "sign_in_name"], condition=Q(state="asked"), name="sign_up_asked_once"
            ),
        ]
