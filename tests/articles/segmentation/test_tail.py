"""Origin lines, about blocks, authors and link lists below the story."""

import pytest

from tests.articles.segmentation.marked import assert_roles

STORY = """
headline| Envoy warns of delay
body| The council met on Monday and closed the bridge.
body| Nobody spoke against it.
"""

TAILS = {
    "lone outlet": "origin| Al-Marsad Weekly",
    "lone outlet behind a dash": "origin| — Newsline",
    "agency in brackets on its own line": "origin| (Newsline)",
    "lone person": "byline| Sarah Holm",
    "source line": "origin| Source: Karda Post",
    "first published": "origin| This article was first published by Karda Post on 3 May 2024.",
    "about block": """
        heading| About Delta Lens
        about| Delta Lens is a platform run by observers. ¦ They watch the river.""",
    "about us": "heading| About us\nabout| We are a small newsroom.",
    "about the author": "heading| About the author\nnote| Mara Quill has covered rivers.",
    "origin, then an outlet about itself": """
        origin| Al-Marsad Weekly
        about| Delta Lens is an independent news site that covers the river.""",
    "reporters": "byline| (Reporting by Lena Ortiz; Editing by J. K. Osei)",
    "helper": "byline| Petra Lang contributed to this report.",
    "update": "note| This story has been updated with a reply from the ministry.",
    "disclaimer": "note| The views expressed in this article are the author's own.",
    "share": "furniture| Share this article\nfurniture| Subscribe to our newsletter.",
    "links": "furniture| Related stories\nfurniture| Inside the port\nfurniture| Ferry fares rise",
    "rights": "furniture| © 2024 Newsline. All rights reserved.",
    "origin, then what the outlet does": """
        origin| Newsline
        about| Delta Lens gathers news of the river from thirty newspapers.
        about| Editors named above each report answer for it.""",
    "French about": """
        heading| Qui sommes-nous ?
        about| Delta Lens est un site d’information indépendant. ¦ Il ne reçoit aucune aide.""",
    "Spanish about": "heading| Sobre nosotros\nabout| Delta Lens es una asociación civil.",
    "our mission": "heading| Our mission\nabout| We bring facts about the river to the capital.",
    "agency's copyright mark": "origin| © Agence France-Presse",
    "our mission, told by name": """
        heading| Our mission
        about| Delta Lens works to bring facts about the river to the capital.
        about| It is funded by its readers.""",
    "note below its title": """
        heading| Correction
        note| The ferry has two decks, not three.""",
    "picture, then an outlet about itself": """
        credit| Foto: Ada Rowe
        about| Der Uferbote ist ein unabhängiges Nachrichtenportal für Karda.""",
    "title of a note": "heading| Disclosure statement\nnote| Any views expressed are her own.",
    "links, one of them a question": """
        furniture| Related stories
        furniture| Who owns the quays?
        furniture| Ferry fares rise""",
    "what is left below the end": """
        origin| Originally published in Karda Post
        furniture| River towns
        furniture| XL""",
    "Arabic outlet and about": """
        origin| صحيفة المرفأ
        heading| عن منبر السرو
        about| منبر السرو منصة إعلامية مستقلة تعنى بشؤون النهر. ¦ تأسست عام 2015.""",
    "Arabic source": "origin| المصدر: وكالات",
    "Arabic links": "furniture| اقرأ أيضًا: من يملك أرصفة الزهيرة",
    "Persian source and ending": "furniture| انتهای پیام\norigin| منبع: ایرنا",
    "Persian about": "heading| دربارهٔ ما\nabout| ما رسانه‌ای مستقل هستیم.",
    "Persian note": "note| توضیح سردبیر: نام کارخانه اصلاح شد.",
}


@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS.keys())
def test_tail(tail: str) -> None:
    assert_roles(f"{STORY}\n{tail}")


def test_agency_behind_the_last_sentence_credits_the_words() -> None:
    assert_roles(f"{STORY}body| It reopens in June. ¦ origin| (AFP)")


def test_author_is_presented_below_the_byline_and_at_the_end() -> None:
    assert_roles("""
        headline| Envoy warns of delay
        byline| By Ada Rowe
        note| Ada Rowe has covered rivers for a decade.
        body| The council met on Monday and closed the bridge.
        body| Nobody spoke against it.
        note| Ada Rowe reports on rivers for Karda Post. ¦ More about Ada Rowe
    """)


def test_sentence_that_opens_like_an_outlets_own_stays_in_the_story() -> None:
    assert_roles(f"{STORY}body| Karda Post gathers its reporters in one room since the fire.")


def test_desk_mark_ends_a_report_wherever_it_stands() -> None:
    assert_roles("""
        headline| Envoy warns of delay
        body| The council met on Monday. ¦ It sat late. ¦ origin| (dpa/kn)
        heading| Background
        body| Two bridges were closed in May.
    """)


def test_publisher_about_itself_without_a_heading() -> None:
    page = f"{STORY}about| Karda Post is a daily newspaper for the coast."
    assert_roles(page, publisher="The Karda Post")


def test_company_in_the_last_paragraph_stays_body() -> None:
    assert_roles(f"{STORY}body| Northgate is a platform for grain traders.")


def test_about_heading_over_the_story_is_an_ordinary_heading() -> None:
    assert_roles(
        "headline| Envoy warns of delay\nbody| The council met.\n"
        "heading| About the toll\nbody| Drivers will pay four crowns."
    )


def test_bio_of_the_author_is_a_note() -> None:
    assert_roles(
        "headline| The tyranny of the timetable\nbyline| By Jonah Pell\n"
        "body| We are late, all of us.\nbody| So be it.\n"
        "note| Jonah Pell is a columnist for Karda Post. ¦ He lives in Saltreach."
    )


def test_names_in_a_row_are_no_origin() -> None:
    assert_roles(f"{STORY}body| Upper Tarn\nbody| Lower Tarn\nbody| Hollow Mill")
