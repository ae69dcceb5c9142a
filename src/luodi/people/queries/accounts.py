"""Reading accounts and what surrounds signing in."""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from luodi.people.models import Account, AdminDuty
from luodi.people.queries.settings import parameter_or_none


def password_expired(*, account: Account, today: date) -> bool:
    """Tell whether the password is older than the parameter `password.days` allows (profile dengbao only)."""
    if settings.PASSWORD_PROFILE != "dengbao" or account.password_set_at is None:  # noqa: S105
        return False
    days = parameter_or_none("password.days", on=today)
    if not isinstance(days, int):
        return False
    return timezone.localtime(account.password_set_at).date() + timedelta(days=days) <= today


def waits_for_first_admin() -> bool:
    """Tell whether there is no security administrator yet."""
    return not AdminDuty.objects.filter(duty="security_admin").exists()
