from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "luodi.leads"
    label = "leads"
    verbose_name = "线索与首谈"
