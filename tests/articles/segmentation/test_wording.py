"""Lines whose own words tell their role, and prose that only sounds like them."""

import pytest

from articles.segmentation import Role, segment
from tests.articles.segmentation.marked import assert_roles

BEFORE = "Harbour talks stall again\n\nThe council met on Monday and closed the bridge."
AFTER = "Nobody spoke against it, and the mayor left early.\n\nIt reopens in June."


def role_inside_story(line: str) -> set[Role]:
    text = f"{BEFORE}\n\n{line}\n\n{AFTER}"
    start = text.index(line)
    return {s.role for s in segment(text) if s.start < start + len(line) and s.end > start}


LINES = {
    Role.FURNITURE: (
        "skip past newsletter promotion",
        "Get the Morning Tide and other newsletters",
        "Join our WhatsApp channel",
        "More from the harbour desk",
        "Explore more on these topics",
        "12 commentaires",
        "Lesezeit: 4 Min.",
        "Abonnez-vous à notre newsletter",
        "Il vous reste 70 % de cet article à lire.",
        "La rédaction vous conseille",
        "Dieses Thema im Programm: Radio Karda, 3. Mai",
        "Mehr über die Fähre",
        "Te recomendamos",
        "Recibe cada mañana las noticias del puerto",
        "https://news.example/story/12",
        "FOTO 2",
        "Please enter your comment!",
        "Recevez chaque matin l’essentiel du port",
    ),
    Role.NOTE: (
        "A correction was made on May 4, 2024: The ferry has two decks, not three.",
        "Rectificatif du 3 février : le pont a deux voies.",
        "Correction, May 3: The ferry has two decks.",
        "An earlier version of this column gave a wrong year.",
        "A version of this essay appeared in print on 3 May.",
        "The views expressed here are the author's alone.",
        "Les propos tenus dans cet article n'engagent que leur auteur.",
        "In einer früheren Fassung dieses Artikels stand ein falscher Name.",
        "Esta nota ha sido actualizada con la respuesta del puerto.",
    ),
    Role.ORIGIN: (
        "This column originally appeared on the website of Karda Post.",
        "A version of this story first appeared in Karda Post.",
        "Read the original article on Radio Karda.",
        "Some information for this report came from Newsline and Karda Post.",
        "With reporting from Newsline",
        "Con información de Karda Post",
        "Mit Material von Karda Post",
        "Cet article est republié de Karda Post.",
        "Dieser Text erschien zuerst bei Karda Post.",
        "By Karda News",
        "SOURCE Karda Clinic",
        "Full Story : Karda Post",
        "Le Figaro",
    ),
    Role.CREDIT: (
        "Featured image by Ada Rowe",
        "Credit...Ada Rowe for Karda Post",
        "Bildrechte: Ada Rowe",
        "PHOTO ADA ROWE, KARDA POST",
        "Crédit photo : Ada Rowe/Newsline",
        "Shutterstock",
    ),
    Role.BYLINE: (
        "Ada Rowe contributed research.",
        "Ada Rowe reported from Karda.",
        "Contact Ada Rowe at arowe@post.example.",
        "Ada Rowe can be reached at arowe@post.example.",
        "Propos recueillis par Ada Rowe",
    ),
}


@pytest.mark.parametrize(
    ("role", "line"), [(role, line) for role, lines in LINES.items() for line in lines]
)
def test_line(role: Role, line: str) -> None:
    assert role_inside_story(line) == {role}


PROSE = (
    "“Follow us,” the officer told them.",
    '"Get our children out," one mother shouted.',
    "„Unterstützen Sie uns“, rief ein Mann.",
    "Join the queue at dawn, patients say on WhatsApp.",
    "Become a member of the party or lose your job, teachers were told.",
    "Share prices of Facebook fell on Monday.",
    "Share this column with your landlord, if you dare.",
    "Try to find it on YouTube and you may be lucky.",
    "More about the victim emerged on Monday.",
    "Also read into the record was a letter from her son.",
    "12 comments were removed by the court on Friday.",
    "By Monday, 40 trucks had crossed.",
    "By News Corp standards, the fine is small.",
    "Shelling was reported from the northern suburbs on Monday.",
    "Watch officers saw the flare over the bay at 2 a.m.",
    "The views expressed by the delegates differed.",
    "An earlier version of this plan had two bridges.",
    "Due to an editing error, the law has no second article.",
    "Contact with the ship was lost at 3 o'clock.",
    "Mehr aus dem Haushalt soll in die Schulen fließen.",
    "In einer früheren Version des Plans gab es eine Brücke.",
    "Il vous reste une heure, a dit le policier.",
    "Avec les agences de voyage, le ministère négocie encore.",
    "Une version antérieure du plan prévoyait un pont.",
    "Con información de testigos, la policía detuvo a dos hombres.",
    "En una versión anterior, el plan preveía un puente.",
    "The mayor left early, and nobody knew why or where he went…",
    "(1 crown = 150.24 marks)",
    "He wrote of it twice, and so did Lena Ortiz (The Guardian).",
)


@pytest.mark.parametrize("line", PROSE)
def test_prose_that_opens_like_a_line_of_the_page(line: str) -> None:
    assert role_inside_story(line) == {Role.BODY}


DATES = (
    "Published 6:04 a.m. CT May 2, 2024 | Updated 9:31 a.m. CT May 3, 2024",
    "Posted: 6 November 2024 in News",
    "July 1, 2024 | 4 min read",
    "Posted on May 3, 2024 by Ada Rowe",
    "Publié à 9 h 12",
    "Publié le 3 mai 2024 à 18h34",
    "Originally published May 3, 2024",
    "Published",
)


@pytest.mark.parametrize("line", DATES)
def test_date_line(line: str) -> None:
    assert_roles(
        f"headline| Envoy warns of delay\ndateline| {line}\nbody| The council met. ¦ It sat."
    )
