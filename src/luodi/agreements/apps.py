from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "luodi.agreements"
    label = "agreements"
    verbose_name = "协议"
