"""Addresses of the review room."""

from django.urls import path

from annotator.review.views import (
    adjudicate,
    assignments,
    claims,
    dashboard,
    feedback,
    figures,
    progress,
    unanimous,
)

urlpatterns = [
    path("projects/<slug:slug>/review/", dashboard.show, name="review"),
    path("projects/<slug:slug>/review/age/", dashboard.tell_age, name="review_age"),
    path(
        "projects/<slug:slug>/review/agreement/<str:variable>/",
        dashboard.show_question,
        name="review_agreement",
    ),
    path(
        "projects/<slug:slug>/review/figures/<slug:name>.<slug:kind>",
        figures.download,
        name="review_figure",
    ),
    path("projects/<slug:slug>/progress/", progress.show, name="progress"),
    path("projects/<slug:slug>/review/adjudicate/", adjudicate.show, name="adjudicate"),
    path("projects/<slug:slug>/review/adjudicate/undo/", adjudicate.undo, name="adjudicate_undo"),
    path("projects/<slug:slug>/review/adjudicate/unanimous/", unanimous.show, name="unanimous"),
    path("projects/<slug:slug>/feedback/", feedback.show, name="feedback"),
    path(
        "projects/<slug:slug>/feedback/<int:pk>/",
        feedback.show_article,
        name="feedback_article",
    ),
    path("projects/<slug:slug>/review/claims/", claims.show, name="review_claims"),
    path("projects/<slug:slug>/review/assignments/", assignments.show, name="review_assignments"),
    path(
        "projects/<slug:slug>/review/assignments/<uuid:public_id>/return/",
        assignments.send_back,
        name="assignment_return",
    ),
    path(
        "projects/<slug:slug>/review/assignments/<uuid:public_id>/release/",
        assignments.release,
        name="assignment_release",
    ),
    path(
        "projects/<slug:slug>/review/assignments/<uuid:public_id>/reassign/",
        assignments.reassign,
        name="assignment_reassign",
    ),
]
