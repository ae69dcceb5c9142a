"""Every address of the product: pages by idea, the API, and the answers to failure."""

from django.urls import include, path

PAGES = [
    ("", "sign_in"),
    ("", "appearance"),
    ("", "desk"),
    ("cockpit/", "cockpit"),
    ("documents/", "documents"),
    ("imports/", "imports"),
    ("projects/", "projects"),
    ("gates/", "gates"),
    ("waiting/", "waiting"),
    ("companies/", "companies"),
    ("meetings/", "meetings"),
    ("campaigns/", "campaigns"),
    ("tasks/", "tasks"),
    ("", "leads"),
    ("", "reviews"),
    ("", "counting"),
    ("", "agreements"),
    ("", "contacts"),
    ("notices/", "notices"),
    ("filters/", "filters"),
    ("reports/", "reports"),
    ("people/", "people"),
    ("journal/", "journal"),
    ("settings/", "settings"),
    ("", "observations"),
    ("", "observed"),
    ("", "promises"),
    ("", "policies"),
    ("", "claims"),
    ("scoreboards/", "scoreboards"),
    ("landing-time/", "landing_time"),
    ("search/", "search"),
    ("gallery/", "gallery"),
]

urlpatterns = [
    *(path(prefix, include(f"luodi.web.{page}.urls")) for prefix, page in PAGES),
    path("api/v1/", include("luodi.api.urls")),
]

handler400 = "luodi.web.errors.bad_request"
handler404 = "luodi.web.errors.not_found"
handler500 = "luodi.web.errors.server_error"
