from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "luodi.policies"
    label = "policies"
    verbose_name = "政策与条款"
