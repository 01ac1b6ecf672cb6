"""The product's Django app: it owns the tables of every room above `articles`."""

from django.apps import AppConfig


class AnnotatorConfig(AppConfig):
    """Codebook, projects, annotation, review."""

    name = "annotator"
    verbose_name = "Annotation"

    def ready(self) -> None:
        """Connect the rooms' receivers."""
        from annotator.annotation import receivers as _annotation  # noqa: F401
        from annotator.review import receivers as _review  # noqa: F401
