from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "luodi.projects"
    label = "projects"
    verbose_name = "项目"
