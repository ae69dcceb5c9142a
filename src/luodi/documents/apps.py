from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "luodi.documents"
    label = "documents"
    verbose_name = "文档"
