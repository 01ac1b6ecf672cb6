"""Save the labels of a file, all in one transaction; a dry run does the same and takes it back."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.annotation.actions.changing import DEADLOCK, event_of, hold_places
from annotator.annotation.models import Assignment, AssignmentEvent
from annotator.annotation.transitions import NEW, Event, target_of
from annotator.codebook.catalogue import project_catalogue
from annotator.errors import Conflict
from annotator.export.importing.actions.accounts import make_accounts
from annotator.export.importing.actions.loading import Loaded, load
from annotator.export.importing.actions.rows import store_history, store_labels
from annotator.export.importing.articles import ArticleFinder
from annotator.export.importing.board import Difference, ImportBoard
from annotator.export.importing.codes import CodeFinder
from annotator.export.importing.options import ImportOptions
from annotator.export.importing.people import PeopleFinder
from annotator.export.importing.planning import Work, gather, place_answers, settle_states
from annotator.export.importing.report import Kind, Report
from annotator.export.importing.resolving import FoundAnswer, Resolver
from annotator.export.readers.records import Incoming
from annotator.projects.models import Project, ProjectArticle
from annotator.review.actions import settle_article
from annotator.review.models import Adjudication

State = Assignment.State
LABELS_AT_ONCE = 3_000
ARTICLES_AT_ONCE = 500
BATCH = 500


class LabelSaver:
    """Goes through a file batch by batch; call inside a transaction."""

    def __init__(self, *, project: Project, actor: User, options: ImportOptions) -> None:
        self.project, self.actor, self.options = hold_places(project.pk), actor, options
        self.report, self.now = Report(), timezone.now()
        version = project.codebook_version
        self.catalogue = project_catalogue(version, project.variable_ids)
        self.people = PeopleFinder(project, options.people)
        codes = CodeFinder(self.catalogue, options.codes)
        self.resolver = Resolver(codes, self.people, self.report, self.now)
        self._begun: set[int] = set()

    def save(self, read: Iterable[Incoming]) -> Report:
        """Save what is right, report the rest."""
        for batch in _batches(read):
            self._save_batch(batch)
        return self.report

    def _save_batch(self, batch: Sequence[Incoming]) -> None:
        finder = ArticleFinder(self.project, batch)
        placed = [(one, self._entry(finder, number, one)) for number, one in enumerate(batch)]
        known = {entry.article_id: entry for _one, entry in placed if entry}
        if self.options.make_accounts:
            names = (label.annotator for one, entry in placed if entry for label in one.labels)
            make_accounts(people=self.people, names=names, actor=self.actor)
        loaded = load(self.project, known)
        self.report.articles |= known.keys()
        answers = gather(
            (
                answer
                for one, entry in placed
                if entry
                for answer in self.resolver.answers(one, loaded.heres[entry.article_id])
            ),
            self.report,
        )
        works = [self._work(key, cells, loaded) for key, cells in sorted(answers.items())]
        for work in works:
            place_answers(work, self.report)
        self._write(works, loaded)

    def _entry(
        self, finder: ArticleFinder, number: int, incoming: Incoming
    ) -> ProjectArticle | None:
        self.report.rows += len(incoming.labels)
        self.report.add_troubles(incoming.troubles)
        if not incoming.labels:
            return None
        found = finder.find(number, incoming)
        if isinstance(found, str):
            for label in incoming.labels:
                self.report.reject(label.row, found, "article", Kind.UNMAPPED)
            return None
        return found

    def _work(
        self, key: tuple[int, int], cells: dict[tuple[int | None, str], FoundAnswer], loaded: Loaded
    ) -> Work:
        article, user = key
        held = loaded.assignments.get(key)
        assignment = held or Assignment(
            project=self.project, article_id=article, annotator_id=user, state=NEW
        )
        labels = loaded.labels[held.pk] if held else ()
        board = ImportBoard(assignment, self.catalogue, loaded.claims[article], labels)
        return Work(
            here=loaded.heres[article],
            username=next(iter(cells.values())).username,
            board=board,
            is_own=held is not None and held.pk in self._begun,
            replace=self.options.replace,
            answers=cells,
        )

    # -- writing -----------------------------------------------------------------------------

    def _write(self, works: Sequence[Work], loaded: Loaded) -> None:
        before = {id(work): work.assignment.state for work in works}
        settle_states(works, self.report)
        changed = [work for work in works if work.board.changed()]
        moved = [work for work in works if work.assignment.state != before[id(work)]]
        self._store_assignments(moved, loaded)
        events = [self._event(work, before[id(work)]) for work in moved]
        told = [work for work in changed if work not in moved]
        events += [self._told(work) for work in told if work.assignment.state == State.SUBMITTED]
        AssignmentEvent.objects.bulk_create(events, batch_size=BATCH)
        self._store_labels([self._difference(work) for work in changed])
        self._settle({work.assignment.article_id for work in [*changed, *moved]})

    def _store_assignments(self, works: Sequence[Work], loaded: Loaded) -> None:
        """Make what is new, each in the lowest free place, and hand in what is complete."""
        taken: dict[int, set[int | None]] = defaultdict(set)
        for held in loaded.assignments.values():
            taken[held.article_id].add(held.slot)
        fresh: list[Assignment] = []
        kept: list[Assignment] = []
        for work in works:
            one = work.assignment
            if one.state == State.SUBMITTED:
                one.submitted_at = self.now
            self.report.work["submitted" if one.state == State.SUBMITTED else "unfinished"] += 1
            self.report.record(one.article_id, work.username, one.state)
            if one.pk is None:
                here = taken[one.article_id]
                one.slot = next(number for number in count() if number not in here)
                here.add(one.slot)
                fresh.append(one)
            else:
                one.updated_at = self.now
                kept.append(one)
        Assignment.objects.bulk_create(fresh, batch_size=BATCH)
        Assignment.objects.bulk_update(
            kept, ["state", "submitted_at", "updated_at"], batch_size=BATCH
        )
        self._begun |= {one.pk for one in fresh}

    def _event(self, work: Work, before: str) -> AssignmentEvent:
        event = Event.IMPORT if work.assignment.state == State.SUBMITTED else Event.DEAL
        if target_of(event, before) != work.assignment.state:
            raise AssertionError("An import goes where the table of transitions says.")
        return event_of(work.assignment, event, self.actor, before=before)

    def _told(self, work: Work) -> AssignmentEvent:
        """Labels that count have changed without a change of state: figures look here."""
        return AssignmentEvent(
            project_id=self.project.pk,
            assignment=work.assignment,
            actor=self.actor,
            event=Event.IMPORT,
        )

    def _difference(self, work: Work) -> Difference:
        return work.board.difference(actor_id=self.actor.pk, cleared=work.cleared, now=self.now)

    @staticmethod
    def _store_labels(found: Sequence[Difference]) -> None:
        store_labels(
            spare=[row for one in found for row in one.spare],
            kept=[row for one in found for row in one.kept],
            fresh=[row for one in found for row in one.fresh],
        )
        store_history([event for one in found for event in one.events])

    def _settle(self, articles: set[int]) -> None:
        """Tell anew which articles are decided, where something on them was decided before."""
        decided = Adjudication.objects.filter(project=self.project, article__in=articles)
        for article in sorted(set(decided.values_list("article_id", flat=True))):
            settle_article(project=self.project, article_id=article)


def _batches(read: Iterable[Incoming]) -> Iterator[list[Incoming]]:
    batch: list[Incoming] = []
    labels = 0
    for one in read:
        batch.append(one)
        labels += len(one.labels)
        if labels >= LABELS_AT_ONCE or len(batch) >= ARTICLES_AT_ONCE:
            yield batch
            batch, labels = [], 0
    if batch:
        yield batch


def save_labels(
    *, project: Project, actor: User, read: Iterable[Incoming], options: ImportOptions
) -> Report:
    """Save what can be saved; call inside the transaction that the whole import is.

    Raises `Conflict` where somebody else holds what is needed, and both would wait for ever.
    """
    try:
        return LabelSaver(project=project, actor=actor, options=options).save(read)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != DEADLOCK:
            raise
        message = _("Somebody else works on these articles at this moment. Try again.")
        raise Conflict(message) from error


def try_labels(
    *, project: Project, actor: User, read: Iterable[Incoming], options: ImportOptions
) -> Report:
    """Do what `save_labels` does, and take all of it back."""
    with transaction.atomic():
        report = save_labels(project=project, actor=actor, read=read, options=options)
        transaction.set_rollback(True)
    return report
