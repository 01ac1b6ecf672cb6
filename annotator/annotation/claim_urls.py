"""Addresses of the forms that change how an article is cut."""

from django.urls import path, re_path

from annotator.annotation.views import claims

urlpatterns = [
    re_path(
        r"^projects/(?P<slug>[-\w]+)/claims/(?P<pk>\d{1,18})/(?P<kind>split|merge|move|role)/$",
        claims.edit,
        name="claim_edit",
    ),
    path("projects/<slug:slug>/claims/edits/<int:pk>/undo/", claims.undo, name="claim_edit_undo"),
]
