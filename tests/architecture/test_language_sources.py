"""No word is written into a template or a message without a way to translate it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

from tests.architecture.foreign import said_by, untranslated

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"

# -- templates -------------------------------------------------------------------------------


def bare_words(source: str) -> list[str]:
    """Return the words of a template that stand outside of its translation tags."""
    page, hidden, tags = "", "", []
    for token in Lexer(source).tokenize():
        if token.token_type in (TokenType.BLOCK, TokenType.VAR):
            tags.append(token.contents)
        if token.token_type == TokenType.BLOCK:
            ends = token.contents.split()[0] == hidden
            opens = SPOKEN.match(token.contents)
            hidden = "" if ends else f"end{opens[1]}" if opens else hidden
        if token.token_type == TokenType.TEXT and not hidden:
            page += token.contents
    page = f"<p {page}>" if ATTRIBUTES.match(page) else page
    said = [text for _place, text in said_by(f"<p>{page}") if untranslated(text)]
    return said + [one for one in tags if LITERAL.search(one)]


SPOKEN = re.compile(r"(blocktranslate|block(?= \w+_class)|comment)\b")
"""Tags around words that are translated, name a class of a style sheet, or are for us."""

ATTRIBUTES = re.compile(r'\s*[\w-]+="')
LITERAL = re.compile(
    r"\|pluralize|\|(default|default_if_none|date|time):[\"'](?!auto|normal|rtl)\w"
)
"""What puts words, or an order of day and month, on a page without asking for a translation."""


def test_bare_words_are_found():
    bare = """{% load i18n %}<p title="Bare">{% translate "Fine" %} and {{ count }}
      {% blocktranslate %}fine too{% endblocktranslate %} or {{ title|default:"none" }}
      {{ day|date:_("j M") }} {{ day|date:"j M" }} item{{ n|pluralize }}</p>"""
    assert bare_words(bare) == [
        "Bare",
        "and or item",
        'title|default:"none"',
        'day|date:"j M"',
        "n|pluralize",
    ]
    assert bare_words("Hello, {{ name }}") == ["Hello,"]
    assert (
        bare_words('{% if x %} data-x="y"{% endif %}{% block page_class %}narrow{% endblock %}')
        == []
    )


@pytest.mark.parametrize(
    "path",
    [
        path
        for kind in ("html", "txt")
        for path in sorted(TEMPLATES.rglob(f"*.{kind}"))
        if path.parent.name != "annotation"
    ],
    ids=lambda path: str(path.relative_to(TEMPLATES)),
)
def test_templates_say_nothing_outside_of_translation_tags(path):
    assert bare_words(path.read_text()) == []


# -- Python ----------------------------------------------------------------------------------

SAYING = frozenset(
    {
        *("Conflict", "PermissionDenied", "ValidationError", "FieldInvalid", "HtmlRefused"),
        *("TextUndecodable", "DraftError", "AnswerError", "ParseError", "NotAuthenticated"),
        *("AuthenticationFailed", "add_error", "problem", "_rejected", "_error", "reject"),
    }
)
"""What carries words to people when it is called, besides `messages`."""

SENTENCE = re.compile(r"(?<![\w{])[A-Za-z]+ (?=\w)|(?<=\}) [a-z]+")
PLAIN = ("management", "migrations", "codebook", "settings.py", "segmentation")


def bare_messages(source: str) -> list[str]:
    """Return messages of a module that are said as they are written there, not as translated."""
    found: list[ast.expr] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _says(node.func):
            found += node.args
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id in ("message", "detail")
            for target in node.targets
        ):
            found.append(node.value)
    return [ast.unparse(one) for given in found for one in _written(given)]


def _says(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in SAYING
    if not isinstance(function, ast.Attribute):
        return False
    of_messages = isinstance(function.value, ast.Name) and function.value.id == "messages"
    return of_messages or function.attr in SAYING


def _written(value: ast.expr) -> Iterator[ast.expr]:
    """Sentences in a value, within the dicts and lists of errors too."""
    if isinstance(value, (ast.Dict, ast.List, ast.Tuple)):
        for inner in value.values if isinstance(value, ast.Dict) else value.elts:
            yield from _written(inner)
    elif isinstance(value, (ast.JoinedStr, ast.Constant)) and SENTENCE.search(ast.unparse(value)):
        yield value


def test_bare_messages_are_found():
    module = """
raise Conflict("Not now.")
raise ValidationError({"slug": f"{slug} is taken."})
messages.success(request, _("Saved.") % {})
logger.warning("It broke.")
message = "At most %s."
message = _("At most %s.")
form.add_error("slug", _("Give one."))
    """
    assert set(bare_messages(module)) == {"'Not now.'", "f'{slug} is taken.'", "'At most %s.'"}


def test_actions_and_views_say_nothing_but_translations():
    modules = [
        path
        for folder in ("annotator", "articles")
        for path in (ROOT / folder).rglob("*.py")
        if not any(part in PLAIN for part in path.parts)
    ]
    found = {str(path.relative_to(ROOT)): bare_messages(path.read_text()) for path in modules}
    assert {path: said for path, said in found.items() if said} == {}
