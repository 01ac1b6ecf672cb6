"""Addresses of the pages where labels leave."""

from django.urls import path

from annotator.export.views import exports

urlpatterns = [
    path("projects/<slug:slug>/export/", exports.show, name="export"),
    path("projects/<slug:slug>/export/<uuid:export_id>/file/", exports.fetch, name="export_fetch"),
    path("projects/<slug:slug>/export/<uuid:export_id>/drop/", exports.drop, name="export_drop"),
    path("projects/<slug:slug>/export/freezes/", exports.freeze, name="freeze_begin"),
    path(
        "projects/<slug:slug>/export/freezes/<uuid:freeze_id>/<slug:text>/",
        exports.frozen,
        name="freeze_text",
    ),
    path("projects/<slug:slug>/export/<slug:text>/", exports.draft, name="study_text"),
]
