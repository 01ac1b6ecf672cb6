from django.urls import path

from annotator import http

urlpatterns = [
    path("projects/<slug:slug>/review/", http.not_found, name="review"),
    path("projects/<slug:slug>/review/adjudicate/", http.not_found, name="adjudicate"),
    path("projects/<slug:slug>/review/claims/", http.not_found, name="review_claims"),
]
