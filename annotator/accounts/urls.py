"""Addresses of a person's own account."""

from django.urls import path

from annotator.accounts import views

urlpatterns = [
    path("accounts/", views.show, name="account"),
    path("accounts/preferences/", views.preferences, name="preferences"),
]
