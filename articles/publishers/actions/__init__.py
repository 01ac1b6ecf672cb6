"""What changes publishers."""

from articles.publishers.actions.changing import (
    accept_description,
    add_alias,
    add_domain,
    describe_publisher,
    remove_alias,
    remove_description,
    remove_domain,
)
from articles.publishers.actions.merging import merge_publishers, undo_merge

__all__ = [
    "accept_description",
    "add_alias",
    "add_domain",
    "describe_publisher",
    "merge_publishers",
    "remove_alias",
    "remove_description",
    "remove_domain",
    "undo_merge",
]
