"""Reviewing in a real browser: every page in every size."""

import pytest
from django.urls import reverse

from tests.annotator.review.studies import disagree

SIZES = {"laptop": (1366, 768), "phone": (390, 844)}
ARABIC = "قال مدير المرفأ إن الرصيف الشمالي سيفتح يوم الاثنين.\n\nولم يرد المكتب على الأسئلة."


@pytest.fixture
def study(cast):
    """Three annotators on two articles, one of them Arabic; on each claim two against one."""
    cast.project.overlap = 3
    cast.project.save(update_fields=["overlap"])
    cast.add_article(ARABIC, title="الرصيف", language="ar", publisher="صوت المرفأ")
    for _ in range(2):
        disagree(cast, users=(cast.ana, cast.ben, cast.cleo))
    return cast


def address(study, name: str, query: str = "") -> str:
    return reverse(name, args=[study.project.slug]) + query


@pytest.mark.parametrize("size", SIZES)
def test_every_page_fits_and_is_accessible(desk, study, assert_accessible, size):
    width, height = SIZES[size]
    context = desk.sit(study.reviewer, viewport={"width": width, "height": height})
    page = context.new_page()
    pages = [
        ("review", "?variable=att"),
        ("review_claims", "?variable=att"),
        ("review_assignments", "?state=submitted"),
        ("adjudicate", ""),
        ("adjudicate", f"?article={study.article.pk}"),
        ("adjudicate", "?variable=genre"),
        ("unanimous", ""),
    ]
    for name, query in pages:
        page.goto(address(study, name, query))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, query)
        assert_accessible(page, f"{name}{query}")
    page.goto(address(study, "review_assignments"))
    page.get_by_role("link", name="Send back").first.click()
    page.get_by_label("What should the annotator look at again?").wait_for()
    assert_accessible(page, "send back")
