"""Addresses of a person's own account."""

from django.urls import path

from annotator.accounts import token_views, views

urlpatterns = [
    path("accounts/", views.show, name="account"),
    path("accounts/preferences/", views.preferences, name="preferences"),
    path("accounts/tokens/", token_views.tokens, name="tokens"),
    path("accounts/tokens/revoke/", token_views.revoke_all, name="tokens_revoke"),
    path("accounts/tokens/<str:token>/revoke/", token_views.revoke, name="token_revoke"),
]
