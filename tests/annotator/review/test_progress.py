"""An annotator's own progress: their row, nobody else's, and only what the blind rule allows."""

from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from annotator.annotation.actions import submit_assignment
from annotator.annotation.models import Label
from annotator.projects.models import ProjectArticle
from annotator.review.progress import own_progress
from tests.annotator.review.studies import answer_at_random, disagree, run_study

ADDRESS = reverse("progress", args=["quay"])


def decide(cast, article=None) -> None:
    """As if the reviewers had settled every answer."""
    rows = ProjectArticle.objects.filter(project=cast.project)
    rows = rows.filter(article=article) if article else rows
    rows.update(decided_at=timezone.now())


def naive(cast, user) -> dict[str, tuple[int, int]]:
    """Question -> (answers compared, same as most others'), label by label."""
    given: dict[tuple, dict[str, set[str]]] = {}
    labels = Label.objects.filter(assignment__state="submitted").select_related(
        "assignment__annotator", "variable", "code"
    )
    for label in labels:
        place = (label.variable.identifier, label.assignment.article_id, label.claim_id)
        name = label.assignment.annotator.username
        given.setdefault(place, {}).setdefault(name, set()).add(label.code.identifier)
    found: dict[str, list[bool]] = {}
    for (variable, *_), answers in given.items():
        own = answers.pop(user.username, None)
        counts = Counter(frozenset(codes) for codes in answers.values())
        top = counts.most_common(2)
        if own is None or not top or (len(top) == 2 and top[0][1] == top[1][1]):
            continue
        found.setdefault(variable, []).append(frozenset(own) == top[0][0])
    return {variable: (len(same), sum(same)) for variable, same in found.items()}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_equals_a_loop_over_the_labels(cast, seed):
    import random

    cast.project.overlap = 3
    cast.project.save(update_fields=["overlap"])
    run_study(cast, seed=seed, articles=3)
    chance = random.Random(seed)
    begun = cast.take(cast.cleo)
    answer_at_random(cast, begun, chance)
    submit_assignment(assignment=begun, actor=cast.cleo)
    decide(cast)
    for user in (cast.ana, cast.ben, cast.cleo):
        progress = own_progress(cast.member(user))
        found = {one.entry.id: (one.answers, one.same) for one in progress.compared}
        assert found == naive(cast, user)
        assert found


def test_only_decided_articles_are_compared(cast):
    cast.add_article("A second story said so.", title="Second")
    for _ in range(2):
        disagree(cast)
    assert own_progress(cast.member(cast.ana)).compared == []
    decide(cast, cast.article)
    progress = own_progress(cast.member(cast.ana))
    assert progress.decided == 1
    shown = {one.entry.id: (one.answers, one.same, one.share) for one in progress.compared}
    assert shown == {"att": (3, 0, 0.0), "slant": (3, 3, 1.0)}


def test_always_blind_compares_nothing(cast):
    disagree(cast)
    decide(cast)
    cast.project.blind = "always"
    cast.project.save(update_fields=["blind"])
    assert own_progress(cast.member(cast.ana)).compared == []
    html = cast.client(cast.ana).get(ADDRESS).content.decode()
    assert "never learn how others answered" in html


def test_who_has_not_submitted_an_article_learns_nothing_of_it(cast):
    cast.project.overlap = 3
    cast.project.save(update_fields=["overlap"])
    disagree(cast)
    cast.code_all(cast.cleo, submit=False)
    decide(cast)
    assert own_progress(cast.member(cast.cleo)).compared == []


def test_the_page_shows_one_s_own_row(cast):
    cast.add_article("A second story said so.", title="Second")
    disagree(cast)
    cast.take(cast.ana)
    html = cast.client(cast.ana).get(ADDRESS).content.decode()
    own = Label.objects.filter(assignment__annotator=cast.ana).count()
    assert f'<data value="{own}">' in html
    assert '<data value="1" data-state="open">' in html
    assert '<data value="1" data-state="submitted">' in html
    assert "Nothing is compared yet" in html
    assert ">ben<" not in html
    decide(cast, cast.article)
    html = cast.client(cast.ana).get(ADDRESS).content.decode()
    assert '<tr data-variable="slant">' in html
    assert '<data value="1.0">100 %</data>' in html


def test_it_is_for_annotators(cast):
    with pytest.raises(PermissionDenied):
        own_progress(cast.member(cast.reviewer))
    for user, status in ((cast.reviewer, 403), (cast.manager, 403), (cast.stranger, 404)):
        assert cast.client(user).get(ADDRESS).status_code == status
    assert cast.client(cast.ana).post(ADDRESS).status_code == 405


def test_the_cost_does_not_grow_with_claims(cast, django_assert_num_queries):
    disagree(cast)
    decide(cast)
    member = cast.member(cast.ana)
    own_progress(member)
    with django_assert_num_queries(3):
        own_progress(member)
    text = "\n\n".join(f"The office said that road {line} was closed." for line in range(40))
    cast.add_article(text, title="Roads")
    disagree(cast)
    decide(cast)
    with django_assert_num_queries(3):
        own_progress(member)


def test_annotators_find_it(cast):
    for page in ("/", reverse("project", args=["quay"])):
        assert f'href="{ADDRESS}"' in cast.client(cast.ana).get(page).content.decode()
        assert ADDRESS not in cast.client(cast.reviewer).get(page).content.decode()
