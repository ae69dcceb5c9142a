from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "luodi.contacts"
    label = "contacts"
    verbose_name = "往来与进展"
