"""Why a figure is missing, in words. They are translated where they are shown: `wording.py`."""

from annotator.review.agreement.counts import UnitCodes
from annotator.review.agreement.labels import Labels
from annotator.review.agreement.spans import Spans

NO_RESAMPLES = "no resamples asked for: no interval"
ONE_ARTICLE = "only one article: no interval"
NO_SHARED_UNIT = "the two annotators share no unit"
UNUSED_CODE = "nobody gave this code"
NOTHING_ELSE = "everybody gave this code, so chance agreement cannot be told from skill"

NO_MARKS = "no words are marked"
ALL_MARKED = "all of the text is marked, so chance agreement cannot be told from skill"
NO_SHARED_WORDS = "no words are marked by two annotators"
SAME_MARKS = (
    "all words marked by two annotators have the same code, so chance agreement cannot be told "
    "from skill"
)


def unpaired(labels: Labels, units: UnitCodes) -> str:
    """Why there is no pair of labels to compare; empty when there is one."""
    if labels.given == 0:
        return "no labels yet"
    if labels.given == labels.left_out:
        return "no label has a code on the scale"
    if labels.annotators == 1:
        return "only one annotator"
    if units.units == 0:
        return "no claim was coded by two annotators"
    return ""


def unmarked(spans: Spans) -> str:
    """Why there are no marked words to compare; empty when there are some."""
    if spans.annotators == 0:
        return "no labels yet"
    if spans.annotators == 1:
        return "only one annotator"
    if spans.articles == 0:
        return "no article was coded by two annotators"
    return "" if spans.article.size else NO_MARKS


def unvaried(units: int) -> str:
    """Why these units, at least one, have no coefficient: they all got the same code."""
    subject = f"all {units} units" if units > 1 else "the only unit coded twice"
    return f"{subject} got the same code, so chance agreement cannot be told from skill"


def uncertain(undefined: int, resamples: int) -> str:
    """Why there is no interval though there is a value."""
    return (
        f"too little variation for an interval: in {undefined} of {resamples} resamples of the "
        "articles every unit got the same code"
    )


def unsettled(undefined: int, resamples: int) -> str:
    """The same where it may also be that nothing could be compared in a resample."""
    return (
        f"too little to compare for an interval: in {undefined} of {resamples} resamples of the "
        "articles the figure is not defined"
    )
