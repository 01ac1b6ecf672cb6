"""Where the figures lead: every address keeps the filters."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import urlencode

from django.urls import reverse

from annotator.review.figures.filters import Filters


@dataclass(frozen=True)
class Links:
    """Addresses of one project under one choice of filters."""

    slug: str
    filters: Filters

    @cached_property
    def kept(self) -> dict[str, str]:
        """The filters as every address carries them."""
        return self.filters.as_dict()

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
        address = _address(name, self.slug, *places)
        query = urlencode({**self.kept, **more})
        return f"{address}?{query}" if query else address


@lru_cache(maxsize=1024)
def _address(name: str, *places: str) -> str:
    """A page of figures has thousands of links to a few addresses."""
    return reverse(name, args=places)
