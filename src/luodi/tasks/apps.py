from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "luodi.tasks"
    label = "tasks"
    verbose_name = "任务与督办"
