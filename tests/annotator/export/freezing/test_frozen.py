"""A frozen study says what the living one said, and goes on saying it."""

import hashlib
from dataclasses import replace
from itertools import product

import pytest
from django.core import serializers

from annotator.annotation.actions import split_claim
from annotator.export.freezing.actions import OF_DIGEST
from annotator.export.models import Freeze, FrozenArticle
from annotator.export.study.frozen import FrozenStudy
from annotator.export.study.narrowing import Narrowing
from annotator.export.study.options import Layer, Names
from annotator.export.writers import FORMATS
from annotator.projects.actions import create_project
from annotator.review.actions import adjudicate
from tests.annotator.export.conftest import Api, assert_problem

QUERIES = [
    {},
    {"annotator": "ben"},
    {"variable": "topic"},
    {"code": "att:explicit"},
    {"publisher": "HARBOUR  post"},
    {"publisher": "nobody"},
    {"state": "submitted"},
    {"state": "open"},
    {"updated_since": "2100-01-01"},
    {"updated_since": "2020-01-01T00:00:00+02:00"},
]
ABOUT = {
    Layer.ANNOTATORS: QUERIES,
    Layer.ADJUDICATED: [one for one in QUERIES if not {"annotator", "state"} & one.keys()],
    Layer.AGGREGATED: [one for one in QUERIES if {"variable", "publisher"} >= one.keys()],
}


def exported(study, name) -> bytes:
    return b"".join(FORMATS[name].write(study))


def without_freeze(header):
    return replace(header, frozen_as="", frozen_at="", more={})


@pytest.mark.parametrize("layer", Layer.values)
def test_every_record_is_the_living_study_s(foreign, freeze, layer):
    freeze()
    for names, query in product(Names.values, ABOUT[layer]):
        given = {"layer": layer, "names": names, **query}
        live, frozen = foreign.study(**given), foreign.study(freeze="spring", **given)
        assert list(frozen.articles()) == list(live.articles()), given
        assert list(frozen.rows()) == list(live.rows()), given
        assert frozen.count_articles() == live.count_articles(), given
        assert frozen.agreement() == live.agreement()
        assert without_freeze(frozen.header) == live.header
        assert (frozen.header.frozen_as, frozen.sees_all) == ("spring", True)


def test_filters_by_number(foreign, freeze):
    freeze()
    article, claim = foreign.articles[1], foreign.claims(foreign.articles[0])[0]
    for query in ({"article": str(article.pk)}, {"claim": str(claim.pk)}, {"claim": "999999"}):
        for layer in Layer.values:
            given = {"layer": layer, **query}
            live, frozen = foreign.study(**given), foreign.study(freeze="spring", **given)
            assert list(frozen.articles()) == list(live.articles())
            assert frozen.count_articles() == live.count_articles()


def test_tables_are_the_same_to_the_byte(foreign, freeze):
    freeze()
    for name, layer in product(["jsonl", "csv"], Layer.values):
        given = {"layer": layer, "names": "pseudonyms"}
        now, then = foreign.study(**given), foreign.study(freeze="spring", **given)
        assert exported(now, name) == exported(then, name)


def test_it_stays_while_people_go_on(foreign, freeze):
    made, cases = freeze(), list(product(FORMATS, Layer.values))
    before = {
        (name, layer): exported(foreign.study(freeze="spring", layer=layer), name)
        for name, layer in cases
    }
    go_on(foreign)
    for name, layer in cases:
        then = exported(foreign.study(freeze="spring", layer=layer), name)
        assert then == before[name, layer], (name, layer)
        if layer == Layer.ANNOTATORS:
            assert exported(foreign.study(), name) != then
    kept = Freeze.objects.get(pk=made.pk)
    assert (kept.digest, kept.labels) == (made.digest, made.labels)


def go_on(foreign):
    """Everything that may change: another answer, a decision, a cut, names, settings."""
    cast = foreign.cast
    claim = foreign.claims(foreign.articles[1])[0]
    member = cast.member(cast.reviewer)
    adjudicate(member=member, variable="genre", codes=(), article=foreign.articles[0])
    split_claim(claim=claim, at=claim.start + 6, member=cast.member(cast.manager))
    cast.ana.username = "anna"
    cast.ana.save(update_fields=["username"])
    cast.project.title = "Renamed"
    cast.project.variable_ids = ["att"]
    cast.project.save(update_fields=["title", "variable_ids"])


def test_claims_that_were_cut_anew_keep_where_they_came_from(foreign, freeze):
    claim = foreign.claims(foreign.articles[0])[0]
    cast = foreign.cast
    split_claim(claim=claim, at=claim.start + 6, member=cast.member(cast.manager))
    freeze()
    article = next(iter(foreign.study(freeze="spring").articles()))
    retired = article.claims_by_id[claim.pk]
    assert not retired.is_current
    assert [one.predecessors for one in article.claims if one.predecessors] == [(claim.pk,)] * 2
    assert any(label.inherited for label in article.labels)


def test_the_digest_is_of_the_archive_with_pseudonyms(foreign, freeze):
    made = freeze()
    archive = exported(foreign.study(freeze="spring", names="pseudonyms"), "zip")
    assert OF_DIGEST.names == Names.PSEUDONYMS
    assert (made.digest, made.size) == (hashlib.sha256(archive).hexdigest(), len(archive))
    for username in (b"ana", b"ben", b"reviewer@"):
        assert b"," + username + b"," not in archive


def test_another_installation_gives_the_same_bytes(foreign, freeze):
    """The rows alone, under other ids, in a project that knows none of all that."""
    made = freeze()
    before = {
        (name, layer): exported(foreign.study(freeze="spring", layer=layer), name)
        for name in FORMATS
        for layer in Layer.values
    }
    payloads = [bytes(row.payload) for row in made.articles.all()]
    cast = foreign.cast
    other = create_project(
        slug="other", title="Other", codebook_version=cast.project.codebook_version,
        overlap=1, creator=cast.manager,
    )  # fmt: skip
    copied = Freeze.objects.create(
        project=other, name=made.name, state="ready", frozen_at=made.frozen_at,
        total=made.total, labels=made.labels, header=made.header,
    )  # fmt: skip
    FrozenArticle.objects.bulk_create(
        FrozenArticle(freeze=copied, position=number, payload=payload)
        for number, payload in enumerate(payloads, 1)
    )
    made.delete()
    foreign.cast.project = other
    from annotator.export.study.opening import open_study, operator_of

    for (name, layer), content in before.items():
        study = open_study(operator_of(other), {"freeze": "spring", "layer": layer})
        assert exported(study, name) == content, (name, layer)
    archive = exported(
        open_study(operator_of(other), {"freeze": "spring", "names": "pseudonyms"}), "zip"
    )
    assert hashlib.sha256(archive).hexdigest() == made.digest


def test_it_is_read_a_few_articles_at_a_time(
    foreign, freeze, monkeypatch, django_assert_num_queries
):
    freeze()
    monkeypatch.setattr("annotator.export.study.frozen.ARTICLES_AT_ONCE", 1)
    study = foreign.study(freeze="spring")
    with django_assert_num_queries(1):
        next(study.articles())
    with django_assert_num_queries(3):
        assert len(list(study.articles())) == 2


def test_only_reviewers_and_managers_read_it(foreign, freeze):
    freeze()
    cast = foreign.cast
    query = {"as": "jsonl", "freeze": "spring"}
    assert_problem(Api(cast.client(cast.ana), "foreign").get("export/", **query), 403)
    for user in (cast.reviewer, cast.manager):
        answer = Api(cast.client(user), "foreign").get("export/", **query)
        assert b"".join(answer.streaming_content)
        assert answer["Content-Disposition"].endswith('"foreign-labels-frozen-spring.jsonl"')
    query["freeze"] = "autumn"
    problem = assert_problem(Api(cast.client(cast.manager), "foreign").get("export/", **query), 400)
    assert problem["errors"][0]["field"] == "freeze"


def test_of_another_project_it_is_not_there(foreign, freeze):
    freeze()
    cast = foreign.cast
    problem = assert_problem(
        Api(cast.client(cast.manager)).get("export/", **{"as": "csv", "freeze": "spring"}), 400
    )
    assert "spring" in problem["detail"]


@pytest.mark.database
@pytest.mark.parametrize("name", ["\0", "a\0b"])
def test_a_name_that_the_database_cannot_take_is_of_no_freeze(cast, api, name):
    answer = api(cast.manager).get("export/", **{"as": "csv", "freeze": name})
    problem = assert_problem(answer, 400)
    assert problem["errors"][0]["field"] == "freeze"


def test_moved_to_another_database_it_gives_the_same_bytes(freeze):
    """As `dumpdata` writes rows and `loaddata` reads them, which shortens times."""
    made = freeze("spring")
    rows = [made, *FrozenArticle.objects.filter(freeze=made)]
    written = serializers.serialize("json", rows)
    FrozenArticle.objects.all().delete()
    Freeze.objects.all().delete()
    for one in serializers.deserialize("json", written):
        one.save()
    study = FrozenStudy(Freeze.objects.get(), OF_DIGEST, Narrowing(Layer.ANNOTATORS))
    digest = hashlib.sha256(b"".join(FORMATS["zip"].write(study))).hexdigest()
    assert digest == Freeze.objects.get().digest
