"""The methods section and the coder guide: their numbers are the API's, their words are safe."""

import io
import zipfile
from datetime import UTC, datetime

import pytest

from annotator.annotation.actions import split_claim
from annotator.export.freezing.actions import request_freeze, run_freeze
from annotator.export.freezing.facts import software_version
from annotator.export.freezing.markdown import plain, table
from annotator.projects.actions.copies import set_copies_once
from annotator.projects.models import Project
from annotator.review.actions import adjudicate
from articles.models import Article
from tests.annotator.export.conftest import assert_problem
from tests.annotator.review.studies import disagree


@pytest.fixture
def study(cast):
    """Three articles, two annotators who differ now and then, one decision."""
    cast.add_article("The mill closed, they said. Nobody knew why.", language="en")
    cast.add_article("قال المكتب إن الرصيف مغلق. ولم يرد.", language="ar", publisher="صوت *المرفأ*")
    for _ in range(3):
        disagree(cast, users=(cast.ana, cast.ben))
    adjudicate(
        member=cast.member(cast.reviewer), claim=cast.claims()[0], variable="slant",
        codes=["slant:some"], reason_code="gap", reason="Unclear.",
    )  # fmt: skip
    return cast


def text(answer) -> str:
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def methods(api, user) -> str:
    return text(api(user).get("methods/"))


def cells_of(document: str) -> dict[str, list[str]]:
    """The rows of the table of agreement, by question."""
    rows = [line.strip("| ").split(" | ") for line in document.splitlines() if "|" in line]
    return {row[0].rpartition("(")[2].rstrip(")"): row for row in rows[2:]}


def test_agreement_is_the_api_s(study, api):
    rows = cells_of(methods(api, study.reviewer))
    figures = api(study.reviewer).get("agreement/").json()["variables"]
    assert rows.keys() == {one["variable"] for one in figures}
    assert any(one["alpha"] is not None for one in figures)
    assert any(one["alpha"] is None for one in figures)
    for one in figures:
        _name, _metric, alpha, interval, percent, *counts = rows[one["variable"]]
        assert counts == [str(one[name]) for name in ("units", "annotators", "labels")]
        if one["alpha"] is None:
            assert alpha == f"none: {one['reason']}"
        else:
            assert alpha == f"{one['alpha']:.3f}"
        if one["interval"]:
            assert interval == " – ".join(f"{end:.3f}" for end in one["interval"])
        if one["percent"] is not None:
            assert percent == f"{100 * one['percent']:.1f} %"


def test_counts_are_the_api_s(study, api):
    document = methods(api, study.reviewer)
    figures = api(study.reviewer).get("figures/").json()
    claims = len(api(study.reviewer).results("claims/"))
    version = study.project.codebook_version
    disputes = figures["disputes"]
    for said in (
        f"The corpus is {figures['articles']} articles.",
        f"cut into {claims} claims",
        "They come from 2 publishers (",
        "\u2068صوت \\*المرفأ\\*\u2069: 1",
        "Articles by language: ",
        "ar: 1",
        "2 annotators handed in work (A1, A2).",
        f"holds {figures['labels']} labels.",
        f"“Small”, version 1 (SHA-256 of the document: {version.digest})",
        f"On {disputes['disputed']} claims and articles annotators answered differently;",
        f"on {disputes['open']} of these a question is not decided yet.",
        "Reviewers decided 1 answer,",
        "The guideline has a gap: 1",
        "Each article was to be coded by 2 annotators",
        "On 3 articles of 3 that many",
        f"Sourcemark, version {software_version()}.",
        "Nobody changed the cut afterwards.",
    ):
        assert said in document, said
    assert "ana" not in document.replace("Krippendorff", "").split()


def test_it_says_how_the_cut_was_changed_and_how_blind_people_were(study, api):
    claim = study.claims()[0]
    split_claim(claim=claim, at=claim.start + 12, member=study.member(study.manager))
    Project.objects.update(blind="always", reliability_share=20, seed=7)
    document = methods(api, study.reviewer)
    assert "In 1 article people corrected the cut" in document
    assert "never saw each other’s labels" in document
    assert "20 per cent of the articles (0 so far), drawn by chance with seed 7" in document


def test_a_project_where_nothing_happened(cast, api):
    cast.project.entries.all().delete()
    document = methods(api, cast.manager)
    assert "The corpus is 0 articles." in document
    assert "Nobody has handed in work yet." in document
    assert "Nothing was decided by reviewers." in document


def test_the_frozen_text_stays(study, api):
    made = api(study.manager).post("freezes/", {"name": "Spring *1*"}).json()
    address = f"freezes/{made['id']}/"
    frozen = text(api(study.reviewer).get(address + "methods/"))
    draft = methods(api, study.reviewer)
    assert frozen.splitlines()[4:] == draft.splitlines()[4:]
    assert r"frozen study “Spring \*1\*”" in frozen
    adjudicate(
        member=study.member(study.reviewer), claim=study.claims()[1], variable="slant",
        codes=["slant:some"], reason="Plain.",
    )  # fmt: skip
    assert text(api(study.reviewer).get(address + "methods/")) == frozen
    assert "decided 2 answers" in methods(api, study.reviewer)


def test_the_page_is_safe_and_whole(study, api):
    Project.objects.update(title="<script>alert(1)</script> *bold*", guidelines="<b>x</b> *y*")
    for name in ("methods", "coder-guide"):
        page = text(api(study.manager).get(f"{name}/", **{"as": "html"}))
        assert "<script" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; *bold*" in page
        assert "<table>" in page
        shown = study.client(study.manager).get(f"/projects/quay/export/{name}/")
        assert "<script>alert" not in shown.content.decode()
    problem = assert_problem(api(study.manager).get("methods/", **{"as": "pdf"}), 400)
    assert problem["errors"][0]["field"] == "as"


def test_the_coder_guide_has_the_whole_codebook(study, api):
    guide = text(api(study.ana).get("coder-guide/"))
    for variable in study.version.document["variables"]:
        assert f"{variable['label']} ({variable['id']})" in guide
        for code in variable["codes"]:
            assert f"{code['label']} ({code['id']}) | {code['key']} |" in guide
    assert "Only if att in (explicit)." in guide
    assert "Ordered: None < Some < Strong." in guide.replace(r"\<", "<")
    assert "Several codes may be given." in guide
    assert "Key: g." in guide


def test_the_guide_leaves_out_what_is_not_asked(study, api):
    Project.objects.update(variable_ids=["slant"])
    guide = text(api(study.ana).get("coder-guide/"))
    assert "(slant)" in guide
    assert "(att)" not in guide


def test_words_do_not_become_markup():
    assert plain("a\n*b* | [c](d) <e> #1") == r"a \*b\* \| \[c\](d) \<e\> \#1"
    assert table(["a"], [["b"]]) == "| a |\n| --- |\n| b |"


def test_copies_that_are_left_out_are_left_out_of_every_number(study, api):
    copy = study.add_article("The mill closed, they said. Nobody knew why.", publisher="Echo")
    original = study.project.entries.exclude(article=copy).first()
    study.project.entries.filter(article=copy).update(copy_of=original, copy_kind="exact")
    adjudicate(
        member=study.member(study.reviewer), claim=study.claims(copy)[0], variable="slant",
        codes=["slant:some"], reason="Plain.",
    )  # fmt: skip
    before = methods(api, study.reviewer)
    assert "left out" not in before
    assert "Reviewers decided 2 answers," in before
    set_copies_once(project=study.project, once=True)
    document = methods(api, study.reviewer)
    claims = len(api(study.reviewer).results("claims/")) - len(study.claims(copy))
    for said in (
        "The corpus is 3 articles. Of near copies of a text only one was coded and is counted",
        "1 article was left out as a copy.",
        f"cut into {claims} claims",
        "They come from 2 publishers (",
        "Reviewers decided 1 answer,",
    ):
        assert said in document, said
    assert "Echo" not in document


def test_articles_without_a_date_are_told_of(study, api):
    assert "no date" not in methods(api, study.reviewer)
    moment = datetime(2024, 3, 5, 12, tzinfo=UTC)
    dated = Article.objects.exclude(pk=study.article.pk)
    dated.update(published_at=moment)
    Article.objects.filter(pk=study.article.pk).update(published_at=None)
    said = "They were published from 5 Mar 2024 to 5 Mar 2024. Of 1 article no date is recorded."
    assert said in methods(api, study.reviewer)


def test_the_archive_of_a_freeze_has_both_texts_in_both_forms(study, api):
    frozen = request_freeze(member=study.member(study.manager), name="spring")
    assert run_freeze(public_id=frozen.public_id) == "ready"
    reviewer = api(study.reviewer)
    answer = reviewer.get("export/", **{"as": "zip", "freeze": "spring"})
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        for name in ("methods", "coder-guide"):
            for form in ("md", "html"):
                shown = text(reviewer.get(f"freezes/{frozen.public_id}/{name}/", **{"as": form}))
                assert archive.read(f"{name}.{form}").decode() == shown
