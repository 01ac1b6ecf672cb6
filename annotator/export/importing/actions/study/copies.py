"""What articles of a study are copies of: kept as the archive has it, when all of them are here."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.export.importing.actions.study.records import KeptArticle, wrong
from annotator.export.readers.package import Row
from annotator.projects.models import Project, ProjectArticle
from articles.bulk import update_rows

COLUMNS = ("copy_of", "copy_kind", "copy_share", "copy_set_by")
Copy = ProjectArticle.Copy
ALIKE = frozenset({Copy.VERBATIM.value, Copy.EDITED.value, Copy.EXCERPT.value})


class _Told(NamedTuple):
    """What the row of an article says."""

    where: Row
    of: int | None
    kind: str
    share: float | None
    by_hand: bool


class CopyKeeper:
    """Gathers what is told of copies, for an article may stand before the one it is a copy of."""

    def __init__(self, project: Project, actor: User) -> None:
        self.project, self.actor = project, actor
        self._articles: dict[int, int] = {}
        self._told: dict[int, _Told] = {}

    def meet(self, kept: list[KeptArticle]) -> None:
        """Note some articles."""
        for one in kept:
            row = one.rows.article
            self._articles[row["id"]] = one.article_id
            if row["copy_kind"]:
                where = {"row": row["row"]}  # without the text
                of, share, by_hand = row["copy_of"], row["copy_share"], bool(row["copy_by_hand"])
                told = _Told(where, of, row["copy_kind"], share, by_hand)
                _check(told, row["id"])
                self._told[row["id"]] = told

    def keep(self) -> None:
        """Store what was noted. A copy of an article that was not exported stands alone."""
        entries = ProjectArticle.objects.filter(project=self.project)
        keys = dict(entries.values_list("article_id", "pk"))
        place = {number: keys[article] for number, article in self._articles.items()}
        rows = []
        for number, told in self._told.items():
            if told.of is not None and told.of in self._told and self._told[told.of].of:
                wrong(told.where, _("The article that it is a copy of is a copy itself."))
            of = place.get(told.of or 0)
            if of or told.kind == Copy.NONE.value:
                by = self.actor.pk if told.by_hand else None
                rows.append((place[number], of, told.kind, told.share, by))
        update_rows(ProjectArticle, COLUMNS, rows)


def _check(told: _Told, number: int) -> None:
    """Refuse what nobody can say: of itself, or alike without saying what."""
    known = {*ALIKE, Copy.NONE.value} if told.of is None else ALIKE
    if told.kind not in known or told.of == number:
        message = _("“%(kind)s” cannot be said of it.")
        wrong(told.where, message % {"kind": f"copy_kind {told.kind[:60]}"})
