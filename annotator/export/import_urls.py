"""Addresses of the pages where labels and studies come in."""

from django.urls import path

from annotator.export.views import imports

urlpatterns = [
    path("projects/new/study/", imports.add_study, name="study_import"),
    path("projects/<slug:slug>/import/", imports.add, name="label_import_add"),
    path("projects/<slug:slug>/import/<uuid:import_id>/", imports.show, name="label_import"),
]
