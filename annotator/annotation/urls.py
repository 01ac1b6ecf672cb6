from django.urls import path

from annotator import http

urlpatterns = [
    path("", http.not_found, name="home"),
    path("projects/<slug:slug>/next/", http.not_found, name="queue_next"),
    path("projects/<slug:slug>/annotate/<uuid:public_id>/", http.not_found, name="annotate"),
]
