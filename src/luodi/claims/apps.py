from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "luodi.claims"
    label = "claims"
    verbose_name = "兑现"
