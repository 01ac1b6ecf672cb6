"""Addresses of the API, under `/api/v1/`."""

from django.urls import path

from annotator.export.api import (
    articles,
    assignments,
    deciding,
    docs,
    figures,
    labels,
    projects,
    queue,
    review,
    tokens,
)

urlpatterns = [
    path("schema/", docs.SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", docs.DocsView.as_view(), name="api-docs"),
    path("auth/token/", tokens.TokenView.as_view(), name="api-token"),
    path("projects/", projects.ProjectListView.as_view(), name="api-projects"),
    path("projects/<slug:slug>/", projects.ProjectDetailView.as_view(), name="api-project"),
    path("projects/<slug:slug>/members/", projects.MemberListView.as_view(), name="api-members"),
    path("projects/<slug:slug>/codebook/", projects.CodebookView.as_view(), name="api-codebook"),
    path("projects/<slug:slug>/articles/", articles.ArticleListView.as_view(), name="api-articles"),
    path("projects/<slug:slug>/claims/", articles.ClaimListView.as_view(), name="api-claims"),
    path("projects/<slug:slug>/queue/", queue.QueueView.as_view(), name="api-queue"),
    path("projects/<slug:slug>/queue/next/", queue.QueueNextView.as_view(), name="api-queue-next"),
    path(
        "projects/<slug:slug>/assignments/",
        assignments.AssignmentListView.as_view(),
        name="api-assignments",
    ),
    path("projects/<slug:slug>/dealing/", assignments.DealingView.as_view(), name="api-dealing"),
    path("projects/<slug:slug>/labels/", labels.LabelListView.as_view(), name="api-labels"),
    path("projects/<slug:slug>/export/", labels.ExportView.as_view(), name="api-export"),
    path(
        "projects/<slug:slug>/adjudications/",
        review.AdjudicationListView.as_view(),
        name="api-adjudications",
    ),
    path(
        "projects/<slug:slug>/adjudications/undo/",
        deciding.UndoView.as_view(),
        name="api-adjudications-undo",
    ),
    path(
        "projects/<slug:slug>/adjudications/unanimous/",
        deciding.UnanimousView.as_view(),
        name="api-unanimous",
    ),
    path("projects/<slug:slug>/feedback/", deciding.FeedbackView.as_view(), name="api-feedback"),
    path("projects/<slug:slug>/summary/", figures.SummaryView.as_view(), name="api-summary"),
    path("projects/<slug:slug>/agreement/", figures.AgreementView.as_view(), name="api-agreement"),
    path(
        "projects/<slug:slug>/agreement/<str:variable>/",
        figures.VariableAgreementView.as_view(),
        name="api-agreement-variable",
    ),
    path("projects/<slug:slug>/figures/", figures.FiguresView.as_view(), name="api-figures"),
    path(
        "projects/<slug:slug>/aggregates/",
        figures.AggregatesView.as_view(),
        name="api-aggregates",
    ),
    path("articles/<int:pk>/", articles.ArticleDetailView.as_view(), name="api-article"),
    path("assignments/<uuid:public_id>/submit/", queue.SubmitView.as_view(), name="api-submit"),
    path(
        "assignments/<uuid:public_id>/return/",
        assignments.ReturnView.as_view(),
        name="api-return",
    ),
    path(
        "assignments/<uuid:public_id>/release/",
        assignments.ReleaseView.as_view(),
        name="api-release",
    ),
    path(
        "assignments/<uuid:public_id>/reassign/",
        assignments.ReassignView.as_view(),
        name="api-reassign",
    ),
]
