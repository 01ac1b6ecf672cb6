"""Pages in thirteen languages come out as a person cut and ruled on them."""

import pytest

from articles.segmentation import Role, check_tiling, segment
from tests.articles.segmentation.pages import GoldenPage, golden_pages
from tests.articles.segmentation.samples import load_samples

PAGES = golden_pages()
IDS = [page.name for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_page_with_what_an_import_knows(page: GoldenPage) -> None:
    segments = segment(page.text, **page.known)
    check_tiling(page.text, segments)
    assert [(str(s.role), page.text[s.start : s.end]) for s in segments] == page.expected


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_page_from_its_text_alone(page: GoldenPage) -> None:
    segments = segment(page.text)
    assert [(str(s.role), page.text[s.start : s.end]) for s in segments] == page.expected


def test_pages_cover_languages_and_roles() -> None:
    languages = {page.known["language"] for page in PAGES}
    assert " ".join(sorted(languages)) == "ar de en es fa fr he hi ja ru tr ur zh"
    roles = {role for page in PAGES for role, _ in page.expected}
    assert roles >= {str(role) for role in Role} - {"about"}
    assert len(PAGES) + len(load_samples()) >= 40
