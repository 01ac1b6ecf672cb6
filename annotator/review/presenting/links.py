"""Where the figures lead: every address keeps the filters."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from annotator.review.figures.filters import Filters


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of one project under one choice of filters."""

    slug: str
    filters: Filters

    def labels(self, **more: str) -> str:
        """The labels behind a figure; `more` overrides filters of the same name."""
        return self._to("review_claims", **more)

    def compared(self, variable: str, **more: str) -> str:
        """The labels of a question that agreement rests on."""
        return self.labels(variable=variable, count="compared", **more)

    def queue(self, **more: str) -> str:
        """The disputes to decide."""
        return self._to("adjudicate", **more)

    def assignments(self, **more: str) -> str:
        """Who has done what."""
        return self._to("review_assignments", **more)

    def dashboard(self, **more: str) -> str:
        """The dashboard itself."""
        return self._to("review", **more)

    def agreement(self, variable: str) -> str:
        """Everything about the agreement on one question."""
        return self._to("review_agreement", variable)

    def file(self, name: str, kind: str, **more: str) -> str:
        """A figure as a file: `kind` is `csv` or `svg`."""
        return self._to("review_figure", name, kind, **more)

    def _to(self, name: str, *places: str, **more: str) -> str:
        address = reverse(name, args=[self.slug, *places])
        query = urlencode({**self.filters.as_dict(), **more})
        return f"{address}?{query}" if query else address
