from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "luodi.promises"
    label = "promises"
    verbose_name = "承诺"
