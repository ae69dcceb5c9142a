from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "luodi.people"
    label = "people"
    verbose_name = "单位与人员"
