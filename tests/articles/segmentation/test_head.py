"""Headline, deck, byline, date and lead picture above the story."""

import pytest

from tests.articles.segmentation.marked import assert_roles

STORY = "body| The council met on Monday and closed the bridge.\nbody| Nobody spoke against it."

HEADS = {
    "headline only": "headline| Envoy warns of delay",
    "question as headline": "headline| Who pays for the bridge?",
    "capitals": "headline| ORVENIA MINISTER SAYS TALKS 'DEAD'\nbyline| By Ada Rowe",
    "kicker before": "furniture| Opinion\nheadline| A bridge is no present\nbyline| By Mara Quill",
    "deck without a stop": """
        headline| Envoy warns of delay
        headline| Both sides say the other must move before the harvest
        byline| By Lena Ortiz in Karda
        dateline| May 3, 2024""",
    "deck with a stop": """
        headline| Envoy warns of delay
        headline| Neither side trusts the other, but both need the harvest.
        byline| By Lena Ortiz""",
    "date and author on one line": """
        headline| Envoy warns of delay
        dateline| 14 March 2026 by Ina Moll""",
    "Datum und Autorin": """
        headline| Gesandter warnt vor Verzug
        dateline| 14. März 2026 von Ina Moll""",
    "picture before the date": """
        headline| Market reopens after fire
        caption| A trader sweeps her stall at the Old Market, May 6, 2024. ¦ credit| (Newsline)
        dateline| May 7, 2024""",
    "bracketed credit without a stop": """
        headline| Market reopens after fire
        caption| Workers at the weir, which supplies two towns ¦ credit| [Ilse Brandt/Newsline]
        dateline| Published on 3 May 2024""",
    "no headline, picture, date": """
        caption| Mayor Ilse Brandt (L) with the harbour master (R) at the quay. ¦ credit| (AFP)
        dateline| February 3, 2024""",
    "bare name below a headline in sentence case": """
        headline| The tyranny of the timetable
        byline| Jonah Pell""",
    "name beside the date": """
        headline| Envoy Warns Of Long Delay
        byline| Jonah Pell
        dateline| 3 May 2024""",
    "place beside the date": """
        headline| Envoy warns of delay
        dateline| KARDA
        dateline| 3 May 2024""",
    "job on its own line": """
        headline| Envoy warns of delay
        byline| Lena Ortiz
        byline| Reporter, Karda""",
    "credit, then the line about the picture": """
        headline| Envoy warns of delay
        credit| Getty Images
        caption| The envoy has led the talks since last spring""",
    "author and date on one line": """
        headline| Envoy warns of delay
        byline| by Ilse Brandt | Posted on May 3, 2024""",
    "headline of two sentences": """
        headline| We followed the money. Here is what we found.
        byline| By Ilse Brandt""",
    "state behind the headline": """
        headline| Crews contain a large warehouse fire in Calif.
        byline| By Ilse Brandt""",
    "long menu of papers": """
        furniture| Harbour
        furniture| Upper town
        furniture| Lower town
        furniture| Markets
        furniture| Karda and river
        furniture| Weather
        furniture| Tides
        furniture| Ferries
        furniture| Letters
        headline| Three bridges to close for a year after flood
        dateline| 3 May 2024""",
    "name below By": """
        headline| Envoy warns of delay
        byline| By
        byline| Ilse Brandt
        dateline| 3 May 2024""",
    "kicker of two words": """
        furniture| River desk
        headline| Envoy warns of a long delay at the weir""",
    "menu above a longer headline": """
        furniture| Karda Post
        furniture| Support the Karda Post
        furniture| Harbour and river
        furniture| UK weather
        headline| Council to close three bridges after a late vote
        dateline| 3 May 2024""",
    "scraps below the headline": """
        headline| Envoy warns of delay
        furniture| 0 24,622
        furniture| Follow by Email
        byline| By Lena Ortiz""",
    "label and question": """
        furniture| Meinung
        headline| Kommentar zur Brücke: Wer soll das bezahlen?
        headline| Die Stadt verteilt Geld, das sie nicht hat.
        byline| Ein Kommentar von
        byline| Ilse Brandt""",
    "translator": """
        headline| The general who came at night
        byline| Translated from Arabic by Nadia Ferran""",
    "place in capitals and a dash": """
        headline| Envoy warns of delay
        dateline| May 5, 2024 7:12 PM
        origin| Associated Press
        dateline| SALTREACH, ORVENIA —""",
    "stock section title": """
        headline| Water and Power in the Uplands
        heading| Executive Summary""",
    "place and agency": "headline| وزير المياه: السد آمن\norigin| القاهرة – رويترز",
    "Arabic": """
        headline| خلاف على المرفأ يهدد الموسم
        byline| بقلم: سلمى الهواري
        dateline| الخميس 9 مايو 2024""",
    "Persian": """
        headline| سهم آب دشت نصف شد
        byline| گزارش: نگار شایسته
        dateline| سه‌شنبه ۱۸ اردیبهشت ۱۴۰۳""",
    "correction above all": """
        note| Correction: An earlier version gave the wrong date.
        headline| Envoy warns of delay""",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
def test_head(head: str) -> None:
    assert_roles(f"{head}\n{STORY}")


def test_first_sentence_is_no_headline() -> None:
    assert_roles(STORY)


def test_title_picks_the_headline_among_lines_and_spellings() -> None:
    page = f"furniture| Karda and the coast\nheadline| Envoy “warns” of delay\n{STORY}"
    assert_roles(page, title="Envoy “warns” of  Delay")


def test_title_alone_makes_a_sentence_the_headline() -> None:
    assert_roles(f"headline| Nobody came.\n{STORY}", title="Nobody came")


def test_author_in_capitals_is_known_by_the_bio_below() -> None:
    assert_roles(
        f"headline| Water and Power in the Uplands\nbyline| Hanne Moor\n{STORY}\n"
        "heading| About the author\nnote| Hanne Moor is a fellow of the college."
    )


def test_known_outlet_above_the_story_is_an_origin_line() -> None:
    page = f"headline| Envoy warns of delay\norigin| Al-Marsad\ndateline| 3 May 2024\n{STORY}"
    assert_roles(page, known_outlets=["Al-Marsad"])


def test_place_and_agency_inside_the_sentence_stay_body() -> None:
    assert_roles(
        "headline| Envoy warns of delay\n"
        "body| KARDA, Feb. 3 (Newsline) — The envoy warned of a delay. ¦ He left."
    )


def test_a_lone_line_is_no_headline_of_nothing() -> None:
    assert_roles("body| Envoy warns of delay")
    assert_roles("headline| Envoy warns of delay", title="Envoy warns of delay")
