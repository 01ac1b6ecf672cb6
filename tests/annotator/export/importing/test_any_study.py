"""Whatever a study holds, its archive brings the same tables into another project."""

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from annotator.annotation.actions import (
    Answer,
    give_labels,
    merge_claims,
    return_assignment,
    skip_assignment,
    split_claim,
    submit_assignment,
    take_next,
)
from annotator.annotation.completeness import missing_answers
from annotator.errors import Conflict
from annotator.review.actions import adjudicate
from tests.annotator.export.importing.conftest import exported, labels_of, save
from tests.annotator.export.importing.test_study import bring, tables_in

WORDS = st.sampled_from(
    [
        "'tis",
        "=SUM(A1)",
        "+1",
        "-",
        "@all",
        "🌊",
        "e\u0301te\u0301",
        "جسر",
        '"so"',
        "a,b",
        "he said",
    ]
)
SENTENCE = st.lists(WORDS, min_size=1, max_size=5).map(lambda words: " ".join(words) + " here.")
TEXT = st.lists(SENTENCE, min_size=1, max_size=4).map("\n\n".join)
NOTE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12) | st.sampled_from(
    ["=1", "'", "''x", "two\nlines", "\ttab"]
)
CODES = {
    "att": ["att:explicit", "att:none"],
    "slant": ["slant:none", "slant:some", "slant:strong"],
    "topic": ["topic:water", "topic:roads"],
}
STEP = st.tuples(
    st.sampled_from(["answer", "answer", "answer", "genre", "hand_in", "skip", "split", "merge"]),
    st.integers(0, 9),
    st.sampled_from(sorted(CODES)),
    st.integers(0, 2),
    NOTE,
)
STUDY = st.lists(st.tuples(TEXT, st.lists(STEP, max_size=12)), min_size=1, max_size=3)


def happen(cast, article, steps):
    """Let people do what comes to their minds, as far as the product lets them."""
    for number, (what, place, variable, code, note) in enumerate(steps):
        person = (cast.ana, cast.ben)[number % 2]
        try:
            with transaction.atomic():
                act(cast, article, person, (what, place, variable, code, note))
        except (Conflict, ValueError):
            continue


def act(cast, article, person, step):
    what, place, variable, code, note = step
    claims = cast.claims(article)
    if what in ("split", "merge") and claims:
        claim, member = claims[place % len(claims)], cast.member(cast.manager)
        if what == "split":
            split_claim(claim=claim, at=(claim.start + claim.end) // 2, member=member)
        elif len(claims) > 1:
            merge_claims(first=claims[0], second=claims[1], member=member)
        return
    work = take_next(member=cast.member(person))
    if work is None or work.article_id != article.pk:
        return
    if what == "answer" and claims:
        codes = CODES[variable]
        chosen = (codes[code % len(codes)],)
        answer = Answer(claims[place % len(claims)].pk, variable, chosen, note=note)
        give_labels(assignment=work, answers=[answer], actor=person)
    elif what == "genre":
        give_labels(
            assignment=work, answers=[Answer(None, "genre", ("genre:report",))], actor=person
        )
    elif what == "skip":
        skip_assignment(assignment=work, actor=person, reason="=why")
    elif what == "hand_in":
        hand_in(cast, work, claims, place)


def hand_in(cast, work, claims, place):
    for one in missing_answers(work):
        code = "att:none" if one.variable == "att" else "slant:none"
        answer = Answer(one.claim_id, one.variable, (code,))
        give_labels(assignment=work, answers=[answer], actor=work.annotator)
    submit_assignment(assignment=work, actor=work.annotator)
    member = cast.member(cast.reviewer)
    if place % 3 == 0:
        return_assignment(assignment=work, member=member, reason="-again")
    elif claims and place % 3 == 1:
        adjudicate(
            member=member, claim=claims[0], variable="att", codes=["att:explicit"],
            reason="'so", note="@x",
        )  # fmt: skip


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STUDY)
def test_any_study_comes_in_as_it_left(cast, told):
    with transaction.atomic():
        for number, (text, steps) in enumerate(told):
            article = cast.article if number == 0 else cast.add_article(text, title=text[:30])
            happen(cast, article, steps)
        content = exported(cast.project, "zip")
        done = bring(content, cast.manager)
        assert tables_in(exported(done.project, "zip")) == tables_in(content)
        before = labels_of(cast.project)
        for name in ("zip", "jsonl"):  # into the project that they are from: nothing is new
            sent = exported(cast.project, name)
            if sent and before:
                report = save(cast.project, sent, cast.manager, name=name)
                assert set(report.answers) <= {"unchanged"}
        assert labels_of(cast.project) == before
        transaction.set_rollback(True)
