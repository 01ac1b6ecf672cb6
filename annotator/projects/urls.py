"""Addresses of projects, their articles, codebook and members."""

from django.urls import path

from annotator.projects.views import (
    addresses,
    articles,
    codebook,
    copies,
    corrections,
    feeds,
    imports,
    invitations,
    members,
    pages,
    projects,
    publishers,
)

urlpatterns = [
    path("invitations/<str:secret>/", invitations.accept, name="invitation"),
    path("projects/new/", projects.create, name="project_create"),
    path("projects/<slug:slug>/", projects.show, name="project"),
    path("projects/<slug:slug>/settings/", projects.change, name="project_settings"),
    path("projects/<slug:slug>/codebook/", codebook.show, name="codebook"),
    path("projects/<slug:slug>/codebook.json", codebook.download, name="codebook_download"),
    path("projects/<slug:slug>/members/", members.show, name="members"),
    path("projects/<slug:slug>/members/invite/", members.invite, name="member_invite"),
    path("projects/<slug:slug>/members/<row:pk>/", members.change, name="member_change"),
    path(
        "projects/<slug:slug>/members/invitations/<row:pk>/revoke/",
        members.revoke,
        name="invitation_revoke",
    ),
    path("projects/<slug:slug>/articles/", articles.show_list, name="article_list"),
    path("projects/<slug:slug>/articles/add/", imports.add, name="article_add"),
    path("projects/<slug:slug>/articles/imports/", imports.show_list, name="article_imports"),
    path("projects/<slug:slug>/articles/add/addresses/", addresses.add, name="article_addresses"),
    path("projects/<slug:slug>/feeds/", feeds.show, name="feeds"),
    path("projects/<slug:slug>/feeds/<uuid:feed_id>/", feeds.change, name="feed"),
    path(
        "projects/<slug:slug>/articles/add/<uuid:import_id>/", imports.show, name="article_import"
    ),
    path("projects/<slug:slug>/articles/corrections/", corrections.show, name="corrections"),
    path(
        "projects/<slug:slug>/articles/corrections.csv",
        corrections.download,
        name="corrections_download",
    ),
    path("projects/<slug:slug>/articles/<row:pk>/", articles.show, name="article"),
    path("projects/<slug:slug>/publishers/", publishers.show_list, name="publishers"),
    path("projects/<slug:slug>/publishers/<row:pk>/", publishers.show, name="publisher"),
    path("projects/<slug:slug>/copies/", copies.show_list, name="copies"),
    path("projects/<slug:slug>/copies/<row:pk>/", copies.show, name="copy"),
    path("projects/<slug:slug>/articles/<row:pk>/archived/", pages.show, name="archived"),
    path(
        "projects/<slug:slug>/articles/<row:pk>/archived/<row:page_id>/",
        pages.frame,
        name="archived_frame",
    ),
]
