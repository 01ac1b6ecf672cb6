"""Marks are drawn without touching the page, stay apart, and cost what changed."""

import pytest
from playwright.sync_api import expect


def drawn(page):
    """`{words: [(style, hue, layer)]}` as the browser holds them."""
    rows = page.ask("""
        return [...CSS.highlights].flatMap(([name, ranges]) => [...ranges].map((range) =>
          [name, range.startContainer.data.slice(range.startOffset, range.endOffset)]));""")
    found: dict[str, list[str]] = {}
    for name, text in rows:
        found.setdefault(text, []).append(name)
    return {text: sorted(names) for text, names in found.items()}


def test_marks_leave_text_selection_and_copy_as_they_are(words):
    page = words("variables=two")
    html = page.ask("return f.zone.outerHTML")
    page.mark("rammed through a crushing majority", "bias:loaded", "bias:label")
    page.mark("crushing majority", "part:content")
    assert page.ask("return f.zone.outerHTML") == html
    selected = page.ask(
        "const element = document.getElementById('text-11');"
        "getSelection().selectAllChildren(element); return getSelection().toString()"
    )
    assert selected == page.ask("return document.getElementById('text-11').textContent")


def test_three_marks_on_one_word_differ_in_style_and_in_layer(words):
    page = words("variables=two")
    page.mark("rammed through a crushing majority", "bias:loaded")
    page.mark("through a crushing", "bias:overstate")
    page.mark("crushing majority", "part:content")
    names = drawn(page)
    looks = [names[text][0].split("-")[1:] for text in names]
    styles, _hues, layers = zip(*looks, strict=True)
    assert len(set(styles)) == 3
    assert sorted(layers) == ["0", "1", "2"]


def test_codes_on_the_same_words_get_a_line_each(words):
    page = words()
    page.mark("rammed", "bias:loaded", "bias:motive")
    assert drawn(page)["rammed"] == ["mark-dashed-5-1", "mark-solid-1-0"]


def test_attributes_are_not_drawn(words):
    page = words()
    page.mark("rammed", "bias_holder:outlet")
    assert drawn(page) == {}


def pixels(page, words_of, grow=6):
    """Colours, with how often each occurs, where words are on the screen and a little below."""
    box = page.box(words_of)
    clip = {
        "x": box["left"],
        "y": box["top"],
        "width": box["right"] - box["left"],
        "height": box["bottom"] - box["top"] + grow,
    }
    return page.page.screenshot(clip=clip)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_mark_changes_what_is_seen(words, scheme):
    """Each further overlapping mark, and the words meant now, show on the screen."""
    page = words("variables=two", color_scheme=scheme)
    seen = [pixels(page, "crushing")]
    for codes in (["bias:loaded"], ["bias:overstate"], ["part:content"], ["bias:alarm"]):
        page.mark("crushing", *codes)
        seen.append(pixels(page, "crushing"))
    page.press("m", *["ArrowRight"] * 6)
    seen.append(pixels(page, "crushing", grow=0))
    assert len(set(seen)) == len(seen)


def test_the_theme_of_the_page_colours_the_lines(words):
    """`data-theme` on the page counts for lines as for everything else."""
    page = words(color_scheme="light")
    page.mark("rammed", "bias:loaded")
    light = pixels(page, "rammed")
    page.ask("document.documentElement.dataset.theme = 'dark'")
    dark = pixels(page, "rammed")
    other = words(color_scheme="dark")
    other.mark("rammed", "bias:loaded")
    assert light != dark
    assert dark == pixels(other, "rammed")


def test_painting_a_claim_leaves_the_others_alone(words):
    page = words("article=long")
    counts = page.ask("""
        const spans = f.claims.flatMap((claim, n) => {
          const start = f.segments.segmentById(f.zone, claim).start;
          const span = {claim, variable: "bias", codes: ["bias:loaded"]};
          return [0, 4].map((from) => ({...span, start: start + from, end: start + from + 3}));
        });
        f.marks.paint(spans);
        const count = {made: 0, added: 0, gone: 0};
        const {StaticRange: Old} = window;
        window.StaticRange = class extends Old {
          constructor(...a) { super(...a); count.made += 1; }
        };
        for (const [name, counter] of [["add", "added"], ["delete", "gone"]]) {
          const {[name]: old} = Highlight.prototype;
          Highlight.prototype[name] = function (range) {
            count[counter] += 1;
            return old.call(this, range);
          };
        }
        f.marks.paintClaim(f.claims[700], spans.slice(1400, 1401));
        const total = [...CSS.highlights.values()].reduce((sum, one) => sum + one.size, 0);
        return [f.claims.length, total, count];""")
    assert counts == [1500, 2999, {"made": 1, "added": 1, "gone": 2}]


def test_painting_again_drops_what_is_gone(words):
    page = words()
    page.mark("rammed", "bias:loaded")
    page.ask("f.marks.paint([])")
    assert drawn(page) == {}
    page.ask("f.marks.paintClaim('nobody', [{codes: ['bias:loaded'], start: 0, end: 3}])")
    assert drawn(page) == {}


def test_moving_reads_nothing_but_the_claim_at_hand(words):
    """1,500 claims, 20,000 words: each claim visited is split once, and none is searched for."""
    page = words("article=long&edit=yes")
    counts = page.ask("""
        const count = {split: 0, scans: 0};
        const {segment} = Intl.Segmenter.prototype;
        Intl.Segmenter.prototype.segment = function (text) {
          count.split += 1;
          return segment.call(this, text);
        };
        for (const name of ["querySelectorAll", "getElementsByClassName"]) {
          const {[name]: old} = Element.prototype;
          Element.prototype[name] = function (...a) {
            if (this === f.zone) count.scans += 1;
            return old.apply(this, a);
          };
        }
        const press = (key) => document.activeElement.dispatchEvent(
          new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
        f.words.enter(f.claims[750]);
        for (let n = 0; n < 10; n += 1) press("ArrowRight");
        const inside = {...count};
        press("ArrowDown");
        return [f.text.split(/\\s+/).length, inside, count];""")
    assert counts[0] > 20_000
    assert counts[1] == {"split": 1, "scans": 0}
    assert counts[2] == {"split": 2, "scans": 0}


def test_without_the_highlight_api_everything_else_works(words):
    page = words(prepare="delete window.Highlight")
    page.press("m", "ArrowRight")
    assert page.ask("return getSelection().toString()") == "harbour"
    page.press("1")
    expect(page.bar.get_by_role("button", name="outlet")).to_be_visible()
    assert page.log == [["mark", "11", "bias", *page.find("harbour"), ["bias:loaded"]]]
    page.press("1", "Escape")
    expect(page.bar).to_be_hidden()
    assert page.ask("return getSelection().toString()") == ""
