"""Create projects, members, invitations and entries: the only writers of this room."""

from annotator.projects.actions.articles import (
    AddedArticle,
    Outcome,
    add_article,
    add_articles,
    add_prepared,
    find_outcomes,
)
from annotator.projects.actions.imports import (
    confirm_import,
    discard_import,
    prepare_import,
    run_import,
)
from annotator.projects.actions.invitations import (
    accept_invitation,
    find_invitation,
    invite_member,
    note_link_shown,
    revoke_invitation,
)
from annotator.projects.actions.projects import (
    add_member,
    change_settings,
    create_project,
    remove_member,
    set_quota,
)

__all__ = [
    "AddedArticle",
    "Outcome",
    "accept_invitation",
    "add_article",
    "add_articles",
    "add_member",
    "add_prepared",
    "change_settings",
    "confirm_import",
    "create_project",
    "discard_import",
    "find_invitation",
    "find_outcomes",
    "invite_member",
    "note_link_shown",
    "prepare_import",
    "remove_member",
    "revoke_invitation",
    "run_import",
    "set_quota",
]
