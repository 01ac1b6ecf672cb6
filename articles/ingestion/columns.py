"""Which column of somebody's table is which field of an article."""

from collections.abc import Iterable, Mapping
from typing import Any

from articles.ingestion.drafts import FIELDS

GUESSES: dict[str, str] = {
    name: field
    for field, names in {
        "title": "headline head heading article_title titel überschrift schlagzeile titre titulo "
        "título titular titolo başlık заголовок عنوان العنوان تیتر",
        "text": "body content article article_text fulltext full_text story plain_text maintext "
        "main_text body_text volltext inhalt artikel artikeltext texte contenu texto contenido "
        "cuerpo testo metin текст النص متن نص",
        "html": "body_html content_html raw_html page source_html html_content",
        "publisher": "source outlet publication media newspaper site site_name source_name "
        "media_name medium domain quelle zeitung verlag journal fuente medio fonte kaynak источник "
        "المصدر الناشر منبع ناشر",
        "origin_publisher": "origin original_source agency wire syndicated_from",
        "url": "link href address permalink web_url article_url source_url uri",
        "published_at": "date published publish_date pub_date pubdate publication_date "
        "date_published datepublished published_date publishedat date_publish datetime timestamp "
        "datum erscheinungsdatum veröffentlicht date_de_publication fecha fecha_de_publicación "
        "tarih дата التاريخ تاریخ",
        "language": "lang locale sprache langue idioma lingua dil язык اللغة زبان",
        "byline": "author authors reporter writer journalist creator by autor autorin verfasser "
        "auteur autore yazar автор الكاتب نویسنده",
        "external_id": "id article_id uid guid key identifier doc_id document_id uuid kennung "
        "identifiant identificador",
    }.items()
    for name in names.split()
}
"""Names that columns go by in other people's exports, and the field that each one is."""


def folded(name: str) -> str:
    """Return the name of a column as it is looked up: `Publish Date` is `publish_date`."""
    return "_".join(name.casefold().replace("-", " ").replace("_", " ").split())


def guess_columns(names: Iterable[str]) -> dict[str, str]:
    """Say for each column which field it seems to be, "" for none; a field is taken once.

    A column that bears the name of a field is that field, whatever the others are called.
    """
    columns = list(dict.fromkeys(name for name in names if name))
    taken = {name for name in columns if name in FIELDS}
    guessed = {}
    for name in columns:
        field = name if name in FIELDS else GUESSES.get(name, "")
        if field != name and field in taken:
            field = ""
        taken.add(field)
        guessed[name] = field
    return guessed


def renamed(value: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    """Return a mapping with its keys renamed to fields, those that are none left out."""
    named = ((columns.get(folded(key), key), one) for key, one in value.items())
    return {name: one for name, one in named if name}
