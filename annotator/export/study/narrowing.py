"""The filters of an export, on records: what the database does for a study as it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from annotator.export.study.options import Layer
from annotator.export.study.records import ArticleRecord, DecisionRecord, LabelRecord
from articles.models import Publisher


@dataclass(frozen=True)
class Narrowing:
    """Filters by name, cleaned: numbers, times and folded names."""

    layer: Layer
    given: Mapping[str, Any] = field(default_factory=dict)

    def keeps(self, article: ArticleRecord) -> bool:
        """Whether the article is one that the filters can be about."""
        for name, value in self.given.items():
            if name == "article" and article.id != value:
                return False
            if name == "claim" and value not in article.claims_by_id:
                return False
            if name == "publisher" and _folded(article.publisher) != Publisher.fold(value):
                return False
        return True

    def narrowed(self, article: ArticleRecord) -> ArticleRecord:
        """The article with the labels and decisions that the filters choose."""
        if not self.given:
            return article
        return replace(
            article,
            labels=tuple(one for one in article.labels if self._keeps_label(one)),
            decisions=tuple(one for one in article.decisions if self._keeps_decision(one)),
        )

    def _keeps_label(self, label: LabelRecord) -> bool:
        own = {
            "annotator": label.annotator,
            "variable": label.variable,
            "code": label.code,
            "claim": label.claim_id,
            "state": label.state,
        }
        return self._keeps(own, label.updated_at)

    def _keeps_decision(self, decision: DecisionRecord) -> bool:
        """Beside labels, decisions are narrowed by what they are about alone."""
        own: dict[str, Any] = {"variable": decision.variable, "claim": decision.claim_id}
        if self.layer != Layer.ADJUDICATED:
            return self._keeps(own)
        code = self.given.get("code")
        chosen = code is None or code in decision.codes
        return chosen and self._keeps(own, decision.updated_at)

    def _keeps(self, own: Mapping[str, Any], updated_at: str = "") -> bool:
        since = self.given.get("updated_since")
        if since and updated_at and datetime.fromisoformat(updated_at) < since:
            return False
        return all(self.given.get(name, value) == value for name, value in own.items())


def _folded(name: str | None) -> str | None:
    return None if name is None else Publisher.fold(name)
