"""Scenes of people at the front door: a Django test client signed in as somebody."""

from django.test import Client

from luodi.people.models import Account


def signed_in(account: Account) -> Client:
    """Give a client with a session of this account, without going through the password (scrypt is slow on purpose)."""
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client
