"""Sentences a second beside the library sentencex, and articles a second, stage by stage."""

import time
from collections.abc import Callable, Iterator

import sentencex

from articles import segmentation
from articles.segmentation import headings, page, roles, sentences
from tests.benchmarks.measuring import Row, Stopwatch
from tests.benchmarks.sizes import Sizes

PROSE = """\
The harbour council voted on Tuesday to close the old swing bridge for two years while its
bearings are replaced and the piers below them are examined by divers. Eleven members backed the
plan and four opposed it after a debate that ran past midnight in a crowded hall.

Engineers told the council in January that the bridge had moved by six centimetres since the
floods. “We found cracks in three of the eight bearings,” said Mara Lind, who leads the port's
engineering office. “Nobody should cross it with a loaded lorry.”

Traffic will be sent through Saltreach, a detour of nine kilometres. Shopkeepers on the north quay
say that the closure will cost them half of their trade, and they have asked Mayor Brandt for a
ferry. The mayor has promised them an answer by the end of March.

The work is expected to cost 14.2 million crowns, of which the ministry pays two thirds. A
spokesman for the ministry declined to say when the money would arrive at the port.

Opponents of the plan said that the council had ignored a cheaper offer from a firm in Greyholm.
Dr. Osei, a member of the audit board, called the tender a riddle with one answer and asked for
the papers. The council's lawyer said that they would be published on Friday.
"""
PARAGRAPHS = [" ".join(part.split()) for part in PROSE.split("\n\n")]
ARTICLE = "\n\n".join(
    (
        "Harbour council votes to close the old swing bridge", "By Ada Rowe", "KARDA, Feb. 3",
        *PARAGRAPHS, *PARAGRAPHS[:4],
    )
)  # fmt: skip
TIMES = 5
ARTICLES = 200
STAGES = (
    ("paragraphs", segmentation, "find_paragraphs"),
    ("wording", page, "rule_by_wording"),
    ("captions", roles, "rule_captions"),
    ("head", roles, "rule_head"),
    ("tail", roles, "rule_tail"),
    ("headings", headings, "_heading_reason"),
    ("sentences", segmentation, "split_sentences"),
    ("the judge of stops", sentences, "Judge"),
)


def run(sizes: Sizes) -> Iterator[Row]:
    """Yield the rate of the splitter, then that of whole articles with the time per stage."""
    del sizes
    yield _splitting()
    rate, seconds = _articles()
    yield Row(
        name=f"articles of {len(ARTICLE):,} characters",
        unit="articles/s",
        value=rate,
        limit_name="sentences alone",
        limit=1 / _each(_split_all),
        details={"seconds per stage": seconds},
    )


def _splitting() -> Row:
    count = sum(len(sentences.split_sentences(text, language="en")) for text in PARAGRAPHS)
    return Row(
        name="sentences of news",
        unit="sentences/s",
        value=count / _each(_split_all),
        limit_name="sentencex",
        limit=count / _each(lambda: [sentencex.segment("en", text) for text in PARAGRAPHS]),
        details={"sentences": count},
    )


def _split_all() -> None:
    for text in PARAGRAPHS:
        sentences.split_sentences(text, language="en")


def _each(act: Callable[[], object]) -> float:
    """Return the seconds that one of many runs of ``act`` takes."""
    found = []
    for _ in range(TIMES):
        started = time.process_time()  # of this process alone: the rate is one core's
        for _ in range(ARTICLES):
            act()
        found.append(time.process_time() - started)
    return min(found) / ARTICLES


def _articles() -> tuple[float, dict[str, float]]:
    rate = 1 / _each(lambda: segmentation.segment(ARTICLE, language="en"))
    watch = Stopwatch()
    seconds: dict[str, float] = {}
    for stage, owner, name in STAGES:
        with watch.watch(stage, owner, name):
            segmentation.segment(ARTICLE, language="en")
        seconds[stage] = watch.seconds[stage]
    return rate, seconds
