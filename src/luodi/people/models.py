"""Units (a tree), persons, posts with dates, accounts, and the district's dictionaries and dated parameters."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

UNIT_KINDS = ["district", "department", "street", "platform", "park", "bureau"]
DATA_CLASSES = ["public", "internal", "sensitive", "personal", "secret"]
ADMIN_DUTIES = ["system_admin", "security_admin", "audit_admin"]


class Unit(models.Model):
    """A unit of the district: department, sub-district, platform or park; `path` holds the ids from the root."""

    name = models.CharField(max_length=80, unique=True)
    short_name = models.CharField(max_length=40, default="", blank=True)
    kind = models.CharField(max_length=12)
    code = models.CharField(max_length=20, null=True, blank=True, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=200, default="", db_index=True)
    sort = models.IntegerField(default=0)
    pinyin = models.CharField(max_length=80, default="", blank=True)
    former_names = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed")

    class Meta:
        constraints = [
            models.CheckConstraint(name="unit_kind_known", condition=Q(kind__in=UNIT_KINDS)),
            models.CheckConstraint(
                name="unit_merged_is_inactive", condition=Q(merged_into__isnull=True) | Q(active=False)
            ),
            models.CheckConstraint(name="unit_not_its_own_parent", condition=~Q(parent=F("id"))),
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """A person who works with the district; the phone is personal data and shown masked."""

    name = models.CharField(max_length=40)
    pinyin = models.CharField(max_length=80, default="", blank=True)
    phone = models.CharField(max_length=20, default="", blank=True)
    email = models.CharField(max_length=120, default="", blank=True)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A person's post in a unit, with its role and its days [from_date, to_date)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=60, default="", blank=True)
    role = models.CharField(max_length=30)
    from_date = models.DateField()
    to_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="post_days_in_order", condition=Q(to_date__isnull=True) | Q(to_date__gt=F("from_date"))
            ),
            models.CheckConstraint(name="post_is_no_admin_duty", condition=~Q(role__in=ADMIN_DUTIES)),
        ]


class AdminDuty(models.Model):
    """One of the three administrators' duties. One row a person: the three exclude each other by this key."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="admin_duty")
    duty = models.CharField(max_length=20)
    since_date = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(name="admin_duty_known", condition=Q(duty__in=ADMIN_DUTIES))]


class StandIn(models.Model):
    """Who acts for whom during leave, for the days [from_date, to_date)."""

    absent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stood_in_by")
    substitute = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stands_in_for")
    from_date = models.DateField()
    to_date = models.DateField()
    reason = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="stand_in_days_in_order", condition=Q(to_date__gt=F("from_date"))),
            models.CheckConstraint(name="stand_in_is_another", condition=~Q(absent=F("substitute"))),
        ]


class Accounts(BaseUserManager):
    """Find accounts by sign-in name."""

    def get_by_natural_key(self, sign_in_name: str) -> "Account":
        return self.get(sign_in_name=sign_in_name)


class Account(AbstractBaseUser):
    """What a person signs in with. There is no superuser: rights come from posts and duties."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    sign_in_name = models.CharField(max_length=60, unique=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_set_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=10, default="", blank=True)  # "": as the browser asks
    created_at = models.DateTimeField()

    USERNAME_FIELD = "sign_in_name"
    REQUIRED_FIELDS: list[str] = []
    objects = Accounts()


class FormerPassword(models.Model):
    """The hash of a password used before, so that the last five can't come back."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=200)
    set_at = models.DateTimeField()


class OneTimeCode(models.Model):
    """A code that works once until it expires: for the first administrator, or to set a new password. Only its hash."""

    purpose = models.CharField(max_length=20)
    code_hash = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.CASCADE)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="code_purpose_known", condition=Q(purpose__in=["first_admin", "password"])),
            models.CheckConstraint(name="code_expires_later", condition=Q(expires_at__gt=F("issued_at"))),
        ]


class Token(models.Model):
    """A person's API token: some permissions, an end, and only the hash of the secret."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=60)
    prefix = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64, unique=True)
    permissions = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="token_ends", condition=Q(expires_at__gt=F("created_at")))]


class IdempotentCall(models.Model):
    """An answered call with an idempotency key, so that the same call again gives the same answer and one effect."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    status = models.IntegerField(null=True, blank=True)
    body = models.BinaryField(null=True, blank=True)
    headers = models.JSONField(default=dict)
    started_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="idempotency_key_once")]


class Entry(models.Model):
    """A word of a local dictionary (tracks, campaigns, 1+4+N…), with the days it holds [valid_from, valid_to)."""

    dictionary = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    zh = models.CharField(max_length=80)
    en = models.CharField(max_length=120, default="", blank=True)
    note = models.CharField(max_length=300, default="", blank=True)
    sort = models.IntegerField(default=0)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dictionary", "code", "valid_from"], name="entry_once_a_day"),
            models.CheckConstraint(
                name="entry_days_in_order", condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))
            ),
        ]


class Parameter(models.Model):
    """A dated value that a rule depends on, with the source that says so. A change is a new row."""

    code = models.CharField(max_length=60)
    value = models.JSONField()
    unit = models.CharField(max_length=20, default="", blank=True)
    source = models.CharField(max_length=300)
    valid_from = models.DateField()
    set_by_id = models.BigIntegerField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from", "set_at"], name="parameter_change_once"),
            models.CheckConstraint(name="parameter_has_source", condition=~Q(source="")),
        ]


class Roster(models.Model):
    """A workbook of units and people, checked row by row and brought in once; its rows are emptied then."""

    file_name = models.CharField(max_length=200)
    mode = models.CharField(max_length=10)
    rows = models.JSONField(default=list)
    result = models.JSONField(default=dict)
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="roster_mode_known", condition=Q(mode__in=["all", "good"]))]


class SavedFilter(models.Model):
    """A list as a person likes to see it: the query of its address under a name; `shared` shows it to the unit too."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=60)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1000)
    shared = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "page", "name"], name="saved_filter_named_once"),
            models.CheckConstraint(name="saved_filter_named", condition=~Q(name="") & ~Q(query="")),
            models.CheckConstraint(
                name="saved_filter_shared_within_a_unit", condition=Q(shared=False) | Q(unit__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["page", "unit"], name="people_filter_of_unit", condition=Q(shared=True))]
