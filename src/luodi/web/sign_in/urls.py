"""Addresses of signing in and out, of one's own password, and of one-time codes."""

from django.urls import path

from luodi.web.sign_in import views

app_name = "sign_in"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("password/", views.password, name="password"),
    path("first-admin/", views.first_admin, name="first_admin"),
    path("reset/", views.reset, name="reset"),
]
