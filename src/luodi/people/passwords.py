"""The district's password rules, in two profiles (docs/decisions: passwords).

dengbao: at least three of four kinds of character, as GB/T 22239-2019 level 3 asks. asvs: no composition rule.
Both: 12 to 128 characters, not a common password, no word of the place (district, product, unit, person).
"""

import re
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.people.models import Account, FormerPassword
from luodi.values.refusal import Refusal

KINDS = [r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]"]
SHORTEST, LONGEST = 12, 128
KEPT = 5
PRODUCT_WORDS = ["luodi", "落地", "zhaoshang", "招商"]


class PasswordRefused(Refusal):
    """The password breaks the district's rules; the parameter says which."""

    code = "password_refused"


@cache
def common_passwords() -> frozenset[str]:
    """Read the list of common passwords and their stems kept beside this file."""
    path = Path(__file__).resolve().parent / "common_passwords.txt"
    return frozenset(path.read_text(encoding="utf-8").split())


class DistrictPasswordValidator:
    """Check a password against the rules and name every rule that it breaks."""

    def validate(self, password: str, user=None) -> None:
        """Raise a ValidationError with one message for each broken rule."""
        broken = []
        if len(password) < SHORTEST:
            broken.append(_("至少 12 个字符"))
        if len(password) > LONGEST:
            broken.append(_("最多 128 个字符"))
        kinds = sum(bool(re.search(kind, password)) for kind in KINDS)
        if settings.PASSWORD_PROFILE == "dengbao" and kinds < 3:  # noqa: S105
            broken.append(_("须含大写字母、小写字母、数字、符号中的三类"))
        lowered = password.lower()
        if lowered in common_passwords() or re.sub(r"[\d\W_]+", "", lowered) in common_passwords():
            broken.append(_("过于常见,容易被猜到"))
        if any(word and word.lower() in lowered for word in self._words(user)):
            broken.append(_("不能含有姓名、登录名、单位名、区名或产品名"))
        if broken:
            raise ValidationError(broken)

    def get_help_text(self) -> str:
        """Say the rules in one line, for the form."""
        return _("12 至 128 个字符,含大写、小写、数字、符号中的三类,不含姓名、单位名和产品名")

    def _words(self, user) -> list[str]:
        words = [*PRODUCT_WORDS, settings.DISTRICT_NAME, settings.DISTRICT_NAME.rstrip("区")]
        if user is not None and getattr(user, "person_id", None):
            words += [user.sign_in_name, user.person.name]
            words += list(user.person.posts.values_list("unit__short_name", flat=True))
        return [word for word in words if len(word) >= 2]


def check_rules(account: Account, password: str) -> None:
    """Hold a new password against the district's rules and the account's last five.

    :raises PasswordRefused: naming each rule that it breaks
    """
    try:
        validate_password(password, user=account)
    except ValidationError as error:
        raise PasswordRefused(why=_join(error.messages)) from error
    if account.pk is None:
        return
    former = account.former_passwords.order_by("-set_at", "-pk").values_list("password", flat=True)[: KEPT - 1]
    if any(check_password(password, old) for old in [account.password, *former]):
        raise PasswordRefused(why=_("与最近五次用过的密码相同"))


def store_password(account: Account, password: str, at: datetime, temporary: bool) -> None:
    """Set a password and keep the hash of the one before it; sessions end, because its hash is part of theirs."""
    FormerPassword.objects.create(account=account, password=account.password, set_at=at)
    account.set_password(password)
    account.must_change_password, account.password_set_at = temporary, at
    account.save(update_fields=["password", "must_change_password", "password_set_at"])


def _join(messages: list[str]) -> str:
    return ("；" if (get_language() or "zh").startswith("zh") else "; ").join(messages)
