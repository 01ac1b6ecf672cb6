"""The corpus: publishers, articles and their claims."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """Publishers, articles, claims."""

    name = "articles"
