"""The corpus for operators: to look at, not to change; text and claims are immutable."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.models import Article, Publisher


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows rows; changes go through the product's own actions."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted."""
        return False


@admin.register(Article)
class ArticleAdmin(ReadOnlyAdmin):
    """Articles."""

    list_display = ["heading", "publisher", "language", "import_method", "imported_at"]
    list_select_related = ["publisher"]
    search_fields = ["title", "publisher__name"]


@admin.register(Publisher)
class PublisherAdmin(ReadOnlyAdmin):
    """Publishers."""

    list_display = ["name", "created_at"]
    search_fields = ["name"]
