from django.apps import AppConfig


class ObservationsConfig(AppConfig):
    name = "luodi.observations"
    label = "observations"
    verbose_name = "主体与归属"
