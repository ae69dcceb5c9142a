"""Every address of the product: pages by idea, the API, and the answers to failure."""

from importlib.util import find_spec

from django.urls import include, path

PAGES = [
    ("", "sign_in"),
    ("", "appearance"),
    ("", "desk"),
    ("cockpit/", "cockpit"),
    ("documents/", "documents"),
    ("projects/", "projects"),
    ("imports/", "imports"),
    ("companies/", "companies"),
    ("meetings/", "meetings"),
    ("campaigns/", "campaigns"),
    ("tasks/", "tasks"),
    ("people/", "people"),
    ("journal/", "journal"),
    ("settings/", "settings"),
    ("search/", "search"),
    ("gallery/", "gallery"),
]

urlpatterns = [
    path(prefix, include(f"luodi.web.{page}.urls"))
    for prefix, page in PAGES
    if find_spec(f"luodi.web.{page}") and find_spec(f"luodi.web.{page}.urls")
]
try:  # the API is being written: pages go on without it
    urlpatterns.append(path("api/v1/", include("luodi.api.urls")))
except ImportError:
    pass

handler400 = "luodi.web.errors.bad_request"
handler404 = "luodi.web.errors.not_found"
handler500 = "luodi.web.errors.server_error"
