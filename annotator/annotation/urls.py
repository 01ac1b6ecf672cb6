"""Addresses of an annotator's own work, of dealing it out, and of the help."""

from django.urls import path

from annotator.annotation.views import annotate, answers, dealing, finish, home, recut, steps

_ASSIGNMENT = "projects/<slug:slug>/annotate/<uuid:public_id>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("help/", home.show_help, name="help"),
    path("projects/<slug:slug>/dealing/", dealing.show, name="dealing"),
    path("projects/<slug:slug>/next/", home.queue_next, name="queue_next"),
    path(_ASSIGNMENT, annotate.annotate, name="annotate"),
    path(f"{_ASSIGNMENT}answers/", answers.answers, name="annotate_answers"),
    path(f"{_ASSIGNMENT}undo/", steps.undo, name="annotate_undo"),
    path(f"{_ASSIGNMENT}redo/", steps.redo, name="annotate_redo"),
    path(f"{_ASSIGNMENT}flag/", steps.flag, name="annotate_flag"),
    path(f"{_ASSIGNMENT}place/", steps.place, name="annotate_place"),
    path(f"{_ASSIGNMENT}claims/", recut.claims, name="annotate_claims"),
    path(f"{_ASSIGNMENT}claims/seen/", recut.seen, name="annotate_claims_seen"),
    path(f"{_ASSIGNMENT}take/", finish.take_up, name="annotate_take_up"),
    path(f"{_ASSIGNMENT}note/", finish.note, name="annotate_note"),
    path(f"{_ASSIGNMENT}submit/", finish.submit, name="annotate_submit"),
    path(f"{_ASSIGNMENT}skip/", finish.skip, name="annotate_skip"),
    path(f"{_ASSIGNMENT}reopen/", finish.reopen, name="annotate_reopen"),
]
