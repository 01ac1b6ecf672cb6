"""Create projects, members, invitations and entries: the only writers of this room."""

from annotator.projects.actions.articles import (
    AddedArticle,
    Outcome,
    add_article,
    add_articles,
    add_prepared,
    find_outcomes,
)
from annotator.projects.actions.feeds import (
    add_feed,
    pause_feed,
    poll_feed,
    remove_feed,
    resume_feed,
)
from annotator.projects.actions.fetched import read_address, read_entry
from annotator.projects.actions.imports import (
    begin_upload,
    cancel_import,
    confirm_import,
    discard_import,
    name_columns,
    prepare_address_import,
    prepare_import,
    read_import,
    retry_import,
    run_import,
    take_up_later,
    wait_for_columns,
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
    "add_feed",
    "add_member",
    "add_prepared",
    "begin_upload",
    "cancel_import",
    "change_settings",
    "confirm_import",
    "create_project",
    "discard_import",
    "find_invitation",
    "find_outcomes",
    "invite_member",
    "name_columns",
    "note_link_shown",
    "pause_feed",
    "poll_feed",
    "prepare_address_import",
    "prepare_import",
    "read_address",
    "read_entry",
    "read_import",
    "remove_feed",
    "remove_member",
    "resume_feed",
    "retry_import",
    "revoke_invitation",
    "run_import",
    "set_quota",
    "take_up_later",
    "wait_for_columns",
]
