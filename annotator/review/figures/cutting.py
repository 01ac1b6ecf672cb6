"""How far people kept the cut of articles into claims: unitizing, apart from coding.

Articles are cut once, for everybody: by rules at import, then by whoever corrects them. So there
are two to compare, the first cut and the one that stands, on the articles where people changed
something; all others are alike by definition and would only make the figures look better.
"""

from typing import Any

import numpy as np
from django.db.models.functions import Length

from annotator.review.agreement import Spans, unitizing
from annotator.review.columns import IntArray
from annotator.review.figures.agreeing import as_data
from annotator.review.figures.choosing import Chosen
from articles.models import Article, Claim, ClaimEdit
from articles.segmentation.roles import Role

ROLES = [role.value for role in Role]
FIRST, STANDING = 0, 1


def cutting(chosen: Chosen) -> dict[str, Any]:
    """Return the `changed` articles, and F scores of `boundaries` and of whole `stretches`.

    `roles` is cu-alpha of the roles, over all text. At most four queries.
    """
    changed = _changed(chosen)
    found = unitizing(_spans(changed))
    return {
        "changed": len(changed),
        "boundaries": as_data(found.boundary_f1),
        "stretches": as_data(found.exact_f1),
        "roles": as_data(found.alpha),
    }


def _changed(chosen: Chosen) -> list[int]:
    edits = ClaimEdit.objects.filter(article__entries__project=chosen.member.project)
    articles = edits.filter(undone_at=None).order_by().values_list("article_id", flat=True)
    return sorted(set(articles) & {one.article for one in chosen.entries})


def _spans(articles: list[int]) -> Spans:
    """Both cuts as if two annotators had marked the text, each stretch with its role."""
    claims = Claim.objects.filter(article__in=articles).order_by()
    rows = np.concatenate(
        [_rows(claims.filter(predecessors=None), FIRST), _rows(claims.current(), STANDING)]
    )
    lengths: Any = Article.objects.filter(pk__in=articles).values_list("pk", Length("text"))
    article, length = np.array([*lengths], dtype=np.intp).reshape(-1, 2).T
    coded = (np.repeat(article, 2), np.tile([FIRST, STANDING], article.size))
    return Spans.from_columns(*rows.T, coded=coded, lengths=(article, length), values=ROLES)


def _rows(claims: Any, cut: int) -> IntArray:
    """(article, cut, role, start, end) of each stretch."""
    rows = claims.values_list("article_id", "role", "start", "end")
    found = [(article, cut, ROLES.index(role), *ends) for article, role, *ends in rows]
    return np.array(found, dtype=np.intp).reshape(-1, 5)
