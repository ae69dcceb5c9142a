from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "luodi.companies"
    label = "companies"
    verbose_name = "企业"
