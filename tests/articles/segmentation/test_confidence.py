"""Every reason has a confidence, and segments carry it."""

from articles.segmentation import Role, Segment, segment
from articles.segmentation.confidence import CONFIDENCE, confidence_of
from articles.wording import REASONS


def test_every_reason_has_a_confidence() -> None:
    assert set(CONFIDENCE) == REASONS
    assert all(0 < confidence < 1 for confidence in CONFIDENCE.values())


def test_a_segment_of_no_rule_is_sure() -> None:
    assert Segment(0, 4, Role.BODY, "").confidence == confidence_of("") == 1


def test_lead_words_count_for_more_than_place() -> None:
    text = "The port shuts\n\nThe quay was emptied by noon.\n\nSource: Karda Post"
    headline, body, origin = segment(text)
    assert (headline.role, body.role, origin.role) == (Role.HEADLINE, Role.BODY, Role.ORIGIN)
    assert headline.confidence < body.confidence < origin.confidence
