"""Addresses of scoreboards: the list, a board and a unit on it, what is typed in, packs, and what is done to each."""

from django.urls import path

from luodi.web.scoreboards import acting, packs, typing, views

app_name = "scoreboards"
urlpatterns = [
    path("", views.index, name="index"),
    path("new", acting.new, name="new"),
    path("<int:board_id>/", views.board, name="board"),
    path("<int:board_id>/export", views.export, name="export"),
    path("<int:board_id>/changes", views.changes, name="changes"),
    path("<int:board_id>/units/<int:unit_id>/", views.unit, name="unit"),
    path("<int:board_id>/units/<int:unit_id>/appeal", acting.appeal, name="appeal"),
    path("<int:board_id>/show", acting.show, name="show"),
    path("<int:board_id>/freeze", acting.freeze, name="freeze"),
    path("<int:board_id>/counts", acting.counts, name="counts"),
    path("<int:board_id>/figures", typing.figures, name="figures"),
    path("<int:board_id>/figures/new", typing.type_figure, name="type_figure"),
    path("<int:board_id>/adjustments/new", typing.adjust, name="adjust"),
    path("<int:board_id>/figures/<int:figure_id>", typing.decide_figure, name="decide_figure"),
    path("<int:board_id>/adjustments/<int:adjustment_id>", typing.decide_adjustment, name="decide_adjustment"),
    path("<int:board_id>/appeals/<int:appeal_id>", acting.answer, name="answer"),
    path("packs/", packs.index, name="packs"),
    path("packs/upload", packs.upload, name="upload_pack"),
    path("packs/examples", packs.examples, name="examples"),
    path("packs/<int:pack_id>/", packs.detail, name="pack"),
    path("packs/<int:pack_id>/sources", packs.sources, name="sources"),
    path("packs/<int:pack_id>/decide", packs.decide, name="decide_pack"),
]
