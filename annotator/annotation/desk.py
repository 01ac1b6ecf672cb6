"""“My work”: what a person has in hand and has done, project by project."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.annotation.models import Assignment, Label
from annotator.annotation.progress import Measure, Status
from annotator.annotation.querysets import LabelRow
from annotator.annotation.worksheet import Worksheet, read_marks
from annotator.codebook.catalogue import project_catalogue
from annotator.projects.models import Membership
from articles.models import Article, Claim

State = Assignment.State


@dataclass
class Line:
    """An assignment in the list, with how many of its claims are done."""

    assignment: Assignment
    heading: str
    claims: int
    done: int


@dataclass
class ProjectDesk:
    """One project with the member's own assignments, newest first."""

    member: Membership
    lines: list[Line] = field(default_factory=list)

    @property
    def current(self) -> Line | None:
        """What to go on with: the open assignment, else one that was sent back."""
        ready = self.in_state(State.OPEN) + self.in_state(State.RETURNED)
        return ready[0] if ready else None

    @property
    def dealt(self) -> list[Line]:
        """What was dealt and not begun, in the order of dealing."""
        return sorted(self.in_state(State.ASSIGNED), key=lambda line: line.assignment.pk)

    @property
    def groups(self) -> list[tuple[str, str, list[Line]]]:
        """The assignments that are not in hand by state: (state, title, lines)."""
        titles = [
            (State.RETURNED, _("Sent back to you")),
            (State.ASSIGNED, _("Dealt to you")),
            (State.LAPSED, _("Lapsed")),
            (State.SUBMITTED, _("Submitted")),
            (State.SKIPPED, _("Skipped")),
            (State.RELEASED, _("Taken back")),
        ]
        shown = ((state.value, title, self._besides_current(state)) for state, title in titles)
        return [group for group in shown if group[2]]

    def in_state(self, state: str) -> list[Line]:
        """The assignments in one state."""
        return [line for line in self.lines if line.assignment.state == state]

    def _besides_current(self, state: str) -> list[Line]:
        if state == State.ASSIGNED:
            return self.dealt
        return [line for line in self.in_state(state) if line is not self.current]


def load_desks(user: User) -> list[ProjectDesk]:
    """Read everything on a person's desk; the number of queries does not grow with the work."""
    desks = {member.project_id: ProjectDesk(member) for member in _memberships(user)}
    coding = [desk.member for desk in desks.values() if desk.member.is_annotator]
    if not coding:
        return list(desks.values())
    assignments = list(Assignment.objects.of_annotator(coding))
    totals = _claim_totals(assignments)
    done = _done(desks, [one for one in assignments if one.is_writable])
    for one in assignments:
        total = totals.get(one.article_id, 0)
        finished = done.get(one.pk, total if one.state == State.SUBMITTED else 0)
        heading = Article(title=one.article.title, text=one.opening).heading  # type: ignore[attr-defined]
        desks[one.project_id].lines.append(Line(one, heading, total, finished))
    return sorted(desks.values(), key=lambda desk: desk.current is None)


def _memberships(user: User) -> Iterable[Membership]:
    members = Membership.objects.select_related("project__codebook_version")
    mine = members.defer("project__codebook_version__document", "project__guidelines")
    return mine.filter(user=user).order_by("project__title", "pk")


def _claim_totals(assignments: Iterable[Assignment]) -> dict[int, int]:
    claims = Claim.objects.filter(article__in=[one.article_id for one in assignments])
    counted = claims.current().asserting().order_by().values_list("article_id")
    return dict(counted.annotate(claims=Count("pk")))


def _done(desks: dict[int, ProjectDesk], writable: Sequence[Assignment]) -> dict[int, int]:
    """How many claims of each assignment in hand have every required answer."""
    rows: dict[int, list[LabelRow]] = defaultdict(list)
    for row in Label.objects.filter(assignment__in=writable).answer_rows():
        rows[row.assignment_id].append(row)
    claims: dict[int, list[int]] = defaultdict(list)
    articles = [one.article_id for one in writable]
    wanted = Claim.objects.filter(article__in=articles).current().asserting().order_by()
    for article_id, claim_id in wanted.values_list("article_id", "pk"):
        claims[article_id].append(claim_id)
    return {
        one.pk: _count_done(desks[one.project_id].member, rows[one.pk], claims[one.article_id])
        for one in writable
    }


def _count_done(member: Membership, rows: list[LabelRow], claim_ids: list[int]) -> int:
    project = member.project
    catalogue = project_catalogue(project.codebook_version, project.variable_ids)
    sheet = Worksheet(Assignment(), catalogue, [], read_marks(catalogue, rows))
    measure = Measure(catalogue, sheet.known(None))
    return sum(measure.claim(sheet.known(pk)) == Status.DONE for pk in claim_ids)
