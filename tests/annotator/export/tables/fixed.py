"""A study with the same keys and times on every database, for digests.

Everything that databases treat differently is in it: names that sort differently by language,
rows without a value beside rows with one, times with and without a fraction, JSON.
"""

from datetime import UTC, datetime, timedelta

from annotator.accounts.models import User
from annotator.annotation.models import Assignment, Label
from annotator.codebook.actions import publish_codebook
from annotator.export.study import Study
from annotator.export.study.opening import open_study
from annotator.projects.models import Membership, Project, ProjectArticle
from annotator.review.models import Adjudication, AdjudicationEvent
from articles.models import Article, Claim, ClaimEdit, ClaimLineage, Publisher
from tests.annotator.export.formats.studies import FOREIGN

START = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
TEXT = "=Élan said «no» 🌊.\nThe b\u0323ank agreed, 'twas said.\n\nقال المسؤول إن الجسر أُغلق."
STRETCHES = ((0, 19), (20, 33), (20, 47), (34, 47), (49, len(TEXT)))
RETIRED, PARTS = 2, (1, 3)
NAMES = ("émile", "Zoe", "_ada", "ana", "Ben")
FRACTIONS = (0, 10, 120_000, 999_999)


def moment(number: int) -> datetime:
    """Times in no order of their own; every fourth is a whole second."""
    ahead = timedelta(seconds=(number * 37) % 101)
    return START + ahead + timedelta(microseconds=FRACTIONS[number % len(FRACTIONS)])


def fixed_study(**given: str) -> Study:
    """The study as its manager sees it."""
    _make()
    member = Membership.objects.select_related("project__codebook_version", "user").get(pk=7001)
    return open_study(member, given)


def _make() -> None:
    people = [User(pk=9005 - place, username=name) for place, name in enumerate(NAMES)]
    User.objects.bulk_create(people)
    version = publish_codebook(document=FOREIGN)
    names = [one.identifier for one in version.variables.all()]
    project = Project.objects.create(
        pk=8001, slug="fixed", title="Fixed", codebook_version=version, variable_ids=names
    )
    roles = ("manager", "reviewer", "annotator", "annotator")
    Membership.objects.bulk_create(
        Membership(pk=7001 + place, project=project, user=user, role=role)
        for place, (user, role) in enumerate(zip(people, roles, strict=False))
    )
    _add_articles(project)
    _add_labels(project, people[2:])
    _add_decisions(project, people[1])


def _add_articles(project: Project) -> None:
    outlet = Publisher.objects.create(pk=6001, name="Ærø Post", key="ærø post")
    for place in range(2):
        article = Article.objects.create(
            pk=5001 + place,
            title=("'Quoted'", "")[place],
            text=TEXT,
            content_hash=f"{place:064}",
            publisher=(outlet, None)[place],
            published_at=(START, None)[place],
        )
        ProjectArticle.objects.create(
            project=project, article=article, external_id=("", "x-1")[place], content_key=f"{place}"
        )
        _add_claims(article, first=4001 + 10 * place)
    first, second = project.entries.order_by("article")
    ProjectArticle.objects.filter(pk=second.pk).update(
        copy_of=first, copy_kind="edited", copy_share=1 / 3, copy_set_by=9001
    )


def _add_claims(article: Article, first: int) -> None:
    claims = Claim.objects.bulk_create(
        Claim(
            pk=first + len(STRETCHES) - place,  # keys against the order of the text
            article=article,
            start=start,
            end=end,
            text=TEXT[start:end],
            role="body",
            reason=("", "running text")[place % 2],
            confidence=(None, 0, None, 97)[place % 4],
            is_current=place != RETIRED,
        )
        for place, (start, end) in enumerate(STRETCHES)
    )
    editor = User.objects.get(pk=9005)
    edit = ClaimEdit.objects.create(article=article, kind=ClaimEdit.Kind.SPLIT, actor=editor)
    ClaimLineage.objects.bulk_create(
        ClaimLineage(edit=edit, predecessor=claims[RETIRED], successor=claims[place])
        for place in PARTS
    )


def _add_labels(project: Project, people: list[User]) -> None:
    codes = {
        code.identifier: code
        for variable in project.codebook_version.variables.prefetch_related("codes")
        for code in variable.codes.all()
    }
    made: list[Label] = []
    for article in (5002, 5001):
        for place, user in enumerate(people):
            number = len(made)
            submitted = moment(number) if place else None
            work = Assignment.objects.create(
                pk=3001 + number,
                project=project,
                article_id=article,
                annotator=user,
                slot=place,
                state="submitted" if place else "returned",
                submitted_at=submitted,
                note=("", "'odd")[place % 2],
            )
            Assignment.objects.filter(pk=work.pk).update(created_at=moment(number + 1))
            made += _labels_of(work, codes, place, number)
    Label.objects.bulk_create(reversed(made))


def _labels_of(work: Assignment, codes, place: int, number: int) -> list[Label]:
    first, second, third = Claim.objects.filter(article_id=work.article_id, is_current=True)[:3]
    given = [
        (None, "genre:report", None, "=note"),
        (None, ("sig:byline=yes", "sig:byline=no", "sig:byline=na")[place], None, ""),
        (None, "about:text", None, "Words, “quoted”\nin two lines"),
        (third, ("att:none", "att:explicit")[place % 2], None, ""),
        (first, "att:none", None, ""),
        (first, "topic:roads", None, ""),
        (first, "topic:water", None, ""),
        (second, "part:cue", (second.start, second.start + 3), ""),
        (second, "bias:vague", (second.start + 4, second.end), ""),
        (second, "bias:vague", (second.start, second.end), "\tx"),
    ]
    return [
        Label(
            assignment=work,
            claim=claim,
            variable=codes[code].variable,
            code=codes[code],
            item=codes[code].item,
            span_start=span and span[0],
            span_end=span and span[1],
            note=note,
            inherited=number % 7 == 3,
            single=False,
            created_at=moment(number + position),
            updated_at=moment(number + position + 2),
        )
        for position, (claim, code, span, note) in enumerate(given)
    ]


def _add_decisions(project: Project, reviewer: User) -> None:
    variables = {one.identifier: one for one in project.codebook_version.variables.all()}
    claim = Claim.objects.filter(article_id=5001, is_current=True)[0]
    for number, (target, variable) in enumerate(((claim, "topic"), (claim, "att"), (None, "sig"))):
        one = Adjudication.objects.create(
            pk=2001 + number,
            project=project,
            article_id=5001,
            claim=target,
            variable=variables[variable],
            method="own",
            distribution={"zz": 1, "a": 2, "bbb": 3},
            decided_by=reviewer,
            note="'n",
        )
        one.codes.set(variables[variable].codes.order_by("-position")[:2])
        times = {"created_at": moment(number), "updated_at": moment(number + 1)}
        Adjudication.objects.filter(pk=one.pk).update(**times)
        AdjudicationEvent.objects.create(project=project, adjudication=one, actor=reviewer)
