from django.apps import AppConfig


class CountingConfig(AppConfig):
    name = "luodi.counting"
    label = "counting"
    verbose_name = "计数规则"
