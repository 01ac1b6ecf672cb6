"""CoNLL: what a reader of ten lines finds in tags and comments is what the database holds."""

import json
from types import SimpleNamespace

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from annotator.annotation.actions import Answer, give_labels
from annotator.export.study.records import LabelRecord
from annotator.export.writers.conll import FORMAT
from annotator.export.writers.conll.tags import tag
from annotator.export.writers.conll.tokens import places_of_tokens
from tests.annotator.export.formats.studies import assert_lazy, database_labels

LAYERS = ("annotators", "adjudicated", "aggregated")
COLUMNS = ("part", "bias", "bias_holder")


def written(foreign, **given) -> str:
    return b"".join(FORMAT.write(foreign.study(**given))).decode()


def blocks(text):
    """Read the blocks: their comments as pairs, their tokens as rows."""
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if line]
        comments = [line[2:].split(" = ", 1) for line in lines if line.startswith("# ")]
        rows = [line.split("\t") for line in lines if not line.startswith("# ")]
        if rows:
            yield SimpleNamespace(comments=comments, rows=rows, **dict(comments))


def decoded(rows, column):
    """The stretches of one column: code name, start, end."""
    found = []
    for _number, _form, start, end, *tags in rows:
        kind, _, name = tags[column].partition("-")
        if kind == "B":
            found.append([name, int(start), int(end)])
        elif kind == "I":
            assert found
            assert found[-1][0] == name
            found[-1][2] = int(end)
        else:
            assert kind == "O"
    return found


def answers(text):
    """All answers: article, annotator, claim, variable, code, place of marked words."""
    for block in blocks(text):
        about = (int(block.article), block.annotator)
        for name, value in block.comments:
            if name in ("answer", "article_answer"):
                variable, code, *place = value.split(" ")
                claim = int(block.segment) if name == "answer" else None
                yield (*about, claim, variable, code, tuple(map(int, place)))
        for column, variable in enumerate(COLUMNS):
            for code, start, end in decoded(block.rows, column):
                yield (*about, int(block.segment), variable, f"{variable}:{code}", (start, end))


def tokens_of(text):
    found = {}
    for block in blocks(text):
        places = [(int(row[2]), int(row[3])) for row in block.rows]
        found.setdefault((int(block.article), block.annotator), []).extend(places)
    return found


def widened(tokens, start, end):
    """The tokens that a stretch touches, from the first to the last."""
    touched = [place for place in tokens if place[0] < end and place[1] > start]
    return touched[0][0], touched[-1][1]


def test_all_answers_are_there(foreign):
    text = written(foreign)
    tokens, tagged, expected = tokens_of(text), set(), set()
    for one in database_labels(foreign):
        place = ()
        if one.variable in COLUMNS:
            place = widened(tokens[one.article, one.annotator], one.start, one.end)
            if place != (one.start, one.end):
                tagged.add(one.text[-9:])
        expected.add((one.article, one.annotator, one.claim, one.variable, one.code, place))
    assert tagged == {"d stay\ncl", "doubled! "}  # ends inside a token; ends with a space
    found = list(answers(text))
    # Of two words at the same place, the second stands in a comment.
    assert ("answer", "bias bias:vague 44 50") in [
        tuple(pair) for block in blocks(text) for pair in block.comments
    ]
    assert ("answer", "part part:source 4 17") in [
        tuple(pair) for block in blocks(text) for pair in block.comments
    ]
    assert len(set(found)) == len(found)
    assert set(found) == expected


def test_tokens_are_the_text(foreign):
    texts = {article.pk: article.text for article in foreign.articles}
    for (article, _), places in tokens_of(written(foreign)).items():
        text = texts[article]
        covered = [number for start, end in places for number in range(start, end)]
        assert covered == [number for number, sign in enumerate(text) if not sign.isspace()]
    for block in blocks(written(foreign)):
        for number, (position, form, start, end, *tags) in enumerate(block.rows, 1):
            assert position == str(number)
            assert form == texts[int(block.article)][int(start) : int(end)]
            assert len(tags) == len(COLUMNS)


def test_columns_are_named(foreign):
    first = written(foreign).split("\n", 1)[0]
    names = ["ID", "FORM", "START", "END", "BIO:PART", "BIO:BIAS", "BIO:BIAS_HOLDER"]
    assert first == f"# global.columns = {' '.join(names)}"


def test_notes_stay_in_their_line(foreign):
    notes = set()
    for block in blocks(written(foreign)):
        for name, value in block.comments:
            if name in ("note", "article_note"):
                about, _, note = value.partition(' "')
                claim = int(block.segment) if name == "note" else None
                code = about.split(" ")[1]
                notes.add(
                    (int(block.article), block.annotator, claim, code, json.loads(f'"{note}'))
                )
    assert notes == {
        (one.article, one.annotator, one.claim, one.code, one.note)
        for one in database_labels(foreign)
        if one.note
    }


def test_a_note_with_line_ends_of_all_kinds(foreign):
    article = foreign.cast.add_article("The mill would close.")
    assignment = foreign.take("cleo")
    assert assignment.article_id == article.pk
    (claim,) = foreign.claims(article)
    note = 'a\u2028b\x85c\r\nd\x0be "f" \\'
    answer = Answer(claim.pk, "att", ("att:none",), note=note)
    give_labels(assignment=assignment, actor=foreign.cast.cleo, answers=[answer])
    (line,) = [
        line
        for line in written(foreign).splitlines()
        if line.startswith("# note = att att:none ") and "\\u2028" in line
    ]
    assert json.loads(line.split(" ", 5)[5]) == note


def test_a_number_sign_is_no_comment(foreign):
    article = foreign.cast.add_article("# 5 was the berth of the mill, it was said.")
    (block,) = [one for one in blocks(written(foreign)) if one.article == str(article.pk)]
    assert block.rows[0] == ["1", "#", "0", "1", "_", "_", "_"]
    assert block.annotator == "_"


def test_roles_and_state(foreign):
    roles = {(int(block.segment), block.role) for block in blocks(written(foreign))}
    assert roles == {
        (segment.id, segment.role)
        for article in foreign.study().articles()
        for segment in article.segments
    }
    heads = [block for block in blocks(written(foreign)) if hasattr(block, "state")]
    assert [block.state for block in heads] == ["submitted"] * 4


@pytest.mark.parametrize("layer", ["adjudicated", "aggregated"])
def test_what_was_decided_or_counted_says_nothing_about_words(foreign, layer):
    text = written(foreign, layer=layer)
    assert {tag for block in blocks(text) for row in block.rows for tag in row[4:]} == {"_"}
    expected = {
        (article.id, label.annotator, label.claim_id, label.variable, label.code or "_")
        for article in foreign.study(layer=layer).articles()
        for label in article.labels
    }
    found = set()
    for block in blocks(text):
        for name, value in block.comments:
            if name in ("answer", "article_answer"):
                claim = int(block.segment) if name == "answer" else None
                found.add((int(block.article), block.annotator, claim, *value.split(" ")))
    assert found == expected


def test_a_tie_tells_its_votes(foreign):
    claim = foreign.claims(foreign.articles[0])[0]
    text = written(foreign, layer="aggregated")
    (block,) = [one for one in blocks(text) if one.segment == str(claim.pk)]
    assert ["answer", "att _"] in block.comments
    assert ["votes", "att att:explicit 1 att:none 1"] in block.comments


def test_pseudonyms(foreign):
    text = written(foreign, names="pseudonyms")
    assert {block.annotator for block in blocks(text)} == {"A1", "A2"}
    for name in ("ana", "ben", "reviewer"):
        assert f"{name}\n" not in text
        assert f"/{name}" not in text


def test_the_same_bytes_twice(foreign):
    for layer in LAYERS:
        assert written(foreign, layer=layer) == written(foreign, layer=layer)


def test_a_project_without_articles(empty):
    assert list(blocks(written(empty))) == []
    assert written(empty).startswith("# global.columns = ")


def test_it_is_written_while_it_is_read(foreign):
    assert_lazy(FORMAT.write, foreign.study())


SIGNS = st.text("ab1_é\u0301x\u0302'’-.,#“” \n\t\u00a0\u200c\u200d👩👨🏽🚢قالّ५", max_size=40)


@for_all(SIGNS)
def test_every_sign_is_in_one_token(text):
    places = list(places_of_tokens(text, 0, len(text)))
    covered = [number for start, end in places for number in range(start, end)]
    assert covered == sorted(covered)
    assert set(covered) == {number for number, sign in enumerate(text) if not sign.isspace()}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don’t stop-over at O'Neill's.", ["Don’t", "stop-over", "at", "O'Neill's", "."]),
        ("‘quoted’ - and 5%", ["‘", "quoted", "’", "-", "and", "5", "%"]),
        ("x\u0302y e\u0301", ["x\u0302y", "e\u0301"]),
        ("👩🏽\u200d🚀🚢", ["👩🏽\u200d🚀", "🚢"]),
        ("می\u200cخواهم، أنّ", ["می\u200cخواهم", "،", "أنّ"]),
    ],
)
def test_words(text, words):
    assert [text[start:end] for start, end in places_of_tokens(text, 0, len(text))] == words


def label(start, end):
    return LabelRecord(1, "ana", "part", "part:cue", start, end, "", "1", "open", "", "")


@for_all(
    st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3)), max_size=8),
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 10)), max_size=6),
)
def test_the_longest_words_are_tagged_as_a_naive_loop_does(gaps, wanted):
    tokens, place = [], 0
    for gap, length in gaps:
        tokens.append((place + gap, place + gap + length))
        place += gap + length
    marked = [label(start, start + length) for start, length in wanted]
    taken, spans = set(), []
    for one in sorted(marked, key=lambda one: (one.span_start - one.span_end, one.span_start)):
        touched = [
            number
            for number, (start, end) in enumerate(tokens)
            if start < one.span_end and end > one.span_start
        ]
        if touched and not taken & set(touched):
            taken |= set(touched)
            spans.append(touched)
    expected = ["O"] * len(tokens)
    for touched in spans:
        for number in touched:
            expected[number] = "B-cue" if number == touched[0] else "I-cue"
    tags, left_over = tag(tokens, marked)
    assert tags == expected
    assert len(left_over) == len(marked) - len(spans)
