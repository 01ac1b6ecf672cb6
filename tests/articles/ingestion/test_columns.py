"""Other people's tables: which column is which field."""

import json

import pytest

from articles.ingestion.archive import Stored
from articles.ingestion.columns import folded, guess_columns
from articles.ingestion.drafts import DraftRejected
from articles.ingestion.files import Unbuilt, read_unbuilt
from articles.ingestion.samples import sample_of

TABLE = (
    "Headline;Body;Outlet;Publish Date;Notes\n"
    "Cranes;The crane stands still.;Observer;2024-05-06;x\n"
)
COLUMNS = {
    "headline": "title",
    "body": "text",
    "outlet": "publisher",
    "publish_date": "published_at",
    "notes": "",
}


def read(name, content, columns=None):
    found = read_unbuilt(name, content.encode(), columns=columns)
    return [one.build() if isinstance(one, Unbuilt) else one for one in found]


def test_names_are_guessed():
    assert guess_columns(map(folded, TABLE.split("\n")[0].split(";"))) == COLUMNS


@pytest.mark.parametrize(
    "header",
    [
        "Überschrift;Volltext;Quelle;Datum;Sprache;Autor",
        "Titre;Texte;Source;Date de publication;Langue;Auteur",
        "Título;Texto;Fuente;Fecha;Idioma;Autor",
        "Başlık;Metin;Kaynak;Tarih;Dil;Yazar",
        "Заголовок;Текст;Источник;Дата;Язык;Автор",
        "العنوان;النص;المصدر;التاريخ;اللغة;الكاتب",
        "عنوان;متن;منبع;تاریخ;زبان;نویسنده",
    ],
)
def test_names_are_guessed_in_the_languages_of_news(header):
    guessed = guess_columns(map(folded, header.split(";")))
    wanted = ["title", "text", "publisher", "published_at", "language", "byline"]
    assert list(guessed.values()) == wanted


def test_a_field_is_taken_once_and_by_its_own_name_first():
    assert guess_columns(["headline", "title", "body", "content"]) == {
        "headline": "",
        "title": "title",
        "body": "text",
        "content": "",
    }


def test_a_table_is_read_by_its_columns():
    (draft,) = read("a.csv", TABLE, COLUMNS)
    assert (draft.title, draft.text, draft.publisher) == (
        "Cranes",
        "The crane stands still.",
        "Observer",
    )
    assert draft.published_at.year == 2024


def test_lines_of_json_are_read_by_their_keys():
    line = json.dumps({"Headline": "Cranes", "Body": "The crane stands still.", "Notes": [1]})
    (draft,) = read("a.jsonl", line, COLUMNS)
    assert (draft.title, draft.text) == ("Cranes", "The crane stands still.")


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_without_columns_other_names_are_refused(name):
    content = TABLE if name == "a.csv" else '{"Headline": "Cranes", "Body": "It stands still."}'
    (found,) = read(name, content)
    assert isinstance(found, DraftRejected)


def test_two_columns_of_one_field_are_refused():
    (found,) = read("a.csv", TABLE, {**COLUMNS, "notes": "text"})
    assert found.errors[0].code == "duplicate_column"


def test_a_sample_shows_what_stands_in_each_column(tmp_path):
    path = tmp_path / "0"
    path.write_text(TABLE)
    sample = sample_of("a.csv", Stored(str(path)))
    assert sample.columns["body"] == ["The crane stands still."]
    path.write_text('{"Headline": "Cranes"}\nnot json\n{"Body": "It stands still."}\n')
    sample = sample_of("a.jsonl", Stored(str(path)))
    assert sample.columns == {"headline": ["Cranes"], "body": ["It stands still."]}
    assert sample_of("a.txt", Stored(str(path))) is None


def test_a_sample_of_what_is_no_table_is_none(tmp_path):
    path = tmp_path / "0"
    path.write_bytes(bytes(100))
    assert sample_of("a.csv", Stored(str(path))) is None
