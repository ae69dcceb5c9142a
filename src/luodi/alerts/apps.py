from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "luodi.alerts"
    label = "alerts"
    verbose_name = "预警"
