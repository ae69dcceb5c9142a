from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "luodi.meetings"
    label = "meetings"
    verbose_name = "会议与批次"
