from django.apps import AppConfig


class ScoreboardsConfig(AppConfig):
    name = "luodi.scoreboards"
    label = "scoreboards"
    verbose_name = "考核榜"
