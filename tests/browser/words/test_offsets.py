"""Code points and UTF-16, words, and what a selection snaps to: Python's counting is the oracle."""

import random

import pytest

PIECES = [
    "a", "Z", "é", "e\u0301", " ", ".", "“", "👩‍👩‍👧", "😀", "🇩🇪", "𝔄", "م", "سَ", "ل\u200cم",
    "中", "文", "\u200f", "한", "ש", "\u00a0", "क्षि",
]  # fmt: skip


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_counting_agrees_with_python_on_mixed_texts(words):
    page = words()
    chance = random.Random(7)
    texts = ["".join(chance.choices(PIECES, k=chance.randint(0, 30))) for _ in range(200)]
    expected = [[utf16(text[:n]) for n in range(len(text) + 1)] for text in texts]
    found = page.ask(
        "return a[0].map((text) => Array.from({length: [...text].length + 1},"
        " (_, n) => f.offsets.indexAt(text, n)))",
        texts,
    )
    assert found == expected
    back = page.ask(
        "return a[0].map((text, n) => a[1][n].map((index) => f.offsets.pointAt(text, index)))",
        texts,
        expected,
    )
    assert back == [list(range(len(text) + 1)) for text in texts]


def test_offsets_outside_a_text_and_inside_a_pair_stay_inside_it(words):
    page = words()
    counted = page.ask(
        "const {pointAt, indexAt} = f.offsets;"
        "return [pointAt('a😀b', 2), pointAt('a😀b', 99), pointAt('abc', -1), indexAt('a😀b', 99),"
        " indexAt('abc', 99), indexAt('abc', -2)]"
    )
    assert counted == [1, 3, 0, 4, 3, 0]


@pytest.mark.parametrize("article", ["en", "ar"])
def test_what_is_selected_in_the_page_is_that_stretch_of_the_article(words, article):
    """Every pair of words of every segment, there and back."""
    page = words(f"article={article}&edit=yes")
    found = page.ask("""
        return [...document.querySelectorAll(".segment")].flatMap((element) => {
          const one = f.segments.segmentOf(element);
          const pairs = one.units.flatMap(({start}) =>
            one.units.filter(({end}) => end > start).map(({end}) => [start, end]));
          return pairs.map(([from, to]) => {
            getSelection().setBaseAndExtent(one.node, from, one.node, to);
            const cut = f.segments.selectedIn(f.zone, getSelection());
            const {start, end} = cut.segment.span(cut.from, cut.to);
            const isBack = cut.segment.index(start) === from && cut.segment.index(end) === to;
            return [start, end, getSelection().toString(), isBack];
          });
        });""")
    text = page.text()
    assert len(found) > 100
    assert [text[start:end] for start, end, _, _ in found] == [words for _, _, words, _ in found]
    assert all(same for *_, same in found)


SNAPS = [
    ("en", "The harbour officials", "bour off", "harbour officials"),
    ("en", "He said (twice) no.", "aid ", "said"),
    ("en", "He said (twice) no.", " (", "("),
    ("en", "Wait ...! Then", ".", "...!"),
    ("en", "don’t stop", "on", "don’t"),
    ("en", "a 😀🎉 b", "😀", "😀"),
    ("en", "cafe\u0301 bar", "afe", "cafe\u0301"),
    ("ar", "قال مسؤولون في الميناء", "ولون ف", "مسؤولون في"),
    ("ar", "سيُعاد فتحه", "يُع", "سيُعاد"),
    ("fa", "او می\u200cخواهد برود", "خواه", "می\u200cخواهد"),
    ("he", "אמר ראש העיר", "אש ה", "ראש העיר"),
    ("zh", "市长宣布开放码头", "宣", "宣布"),
    ("ar", "شركة Quay & Sons اليوم", "ay", "Quay"),
    ("not a language", "The harbour", "arb", "harbour"),
    ("", "The harbour", "arb", "harbour"),
]


def test_snapping_widens_to_whole_words(words):
    page = words()
    spans = [utf16(text[: text.index(part)]) for _, text, part, _ in SNAPS]
    snapped = page.ask(
        "return a[0].map(([lang, text, part], n) => {"
        "  const span = f.units.snap(text, a[1][n], a[1][n] + part.length, lang);"
        "  return span && text.slice(span.start, span.end); })",
        SNAPS,
        spans,
    )
    assert snapped == [expected for *_, expected in SNAPS]


def test_spaces_and_invisible_marks_alone_are_no_words(words):
    page = words()
    snapped = page.ask("return [' \\u200f\\u00a0', 'a  b'].map((text) => f.units.snap(text, 1, 2))")
    assert snapped == [None, None]
    assert page.ask("return f.units.unitsOf(' \\u200e \\n')") == []


def test_words_are_found_without_the_segmenter_too(words):
    page = words("article=ar", prepare="delete Intl.Segmenter")
    snapped = page.ask(
        "const text = 'سيُعاد فتحه (don’t)';"
        "return [[1, 3], [14, 15], [12, 13]].map(([from, to]) => f.units.snap(text, from, to))"
        ".map((span) => text.slice(span.start, span.end))"
    )
    assert snapped == ["سيُعاد", "don’t", "("]
