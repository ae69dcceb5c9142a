"""Addresses of credit shares: a project's page, transfers, and what is done with one."""

from django.urls import path

from luodi.web.observations import acting, views

app_name = "observations"
urlpatterns = [
    path("projects/<int:project_id>/credit/", views.project, name="project"),
    path("projects/<int:project_id>/credit/transfer/", acting.propose, name="propose"),
    path("transfers/", views.index, name="index"),
    path("transfers/export", views.export, name="export"),
    path("transfers/<int:transfer_id>/", views.transfer, name="transfer"),
    path("transfers/<int:transfer_id>/accept", acting.accept, name="accept"),
    path("transfers/<int:transfer_id>/decline", acting.decline, name="decline"),
    path("transfers/<int:transfer_id>/approve", acting.approve, name="approve"),
    path("transfers/<int:transfer_id>/reject", acting.reject, name="reject"),
    path("transfers/<int:transfer_id>/withdraw", acting.withdraw, name="withdraw"),
]
