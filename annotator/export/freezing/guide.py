"""The coder guide: the codebook of a project as a document to read and to print."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from annotator.codebook.catalogue import VariableEntry
from annotator.codebook.document import CodebookDocument, VariableSpec
from annotator.codebook.models import Code
from annotator.codebook.reading import read_codebook
from annotator.codebook.unstored import catalogue_from
from annotator.export.freezing.markdown import joined, plain, table
from annotator.export.study import Header


def write_guide(header: Header) -> str:
    """Return the guide as Markdown: what annotators are asked, in their order."""
    document = read_codebook(header.codebook)
    questions = catalogue_from(header.codebook, header.variable_ids).variables.values()
    specs = {spec.id: spec for spec in document.variables}
    return joined(
        [
            "# " + _("Coder guide: %(project)s") % {"project": plain(header.title)},
            _("Codebook “%(name)s”, version %(version)s.")
            % {"name": plain(header.codebook_name), "version": plain(header.codebook_version)},
            *_guidelines(header),
            *_unit_rules(document),
            *(
                _question(number, entry, specs.get(entry.id))
                for number, entry in enumerate(questions, 1)
            ),
        ]
    )


def _guidelines(header: Header) -> Iterator[str]:
    """As the manager wrote them: Markdown already."""
    if header.guidelines.strip():
        yield "## " + _("Guidelines")
        yield header.guidelines.strip()


def _unit_rules(document: CodebookDocument) -> Iterator[str]:
    if document.unit_rules:
        yield "## " + _("What a claim is")
        yield "\n".join(
            f"{number}. {plain(one.rule)}" for number, one in enumerate(document.unit_rules, 1)
        )


def _question(number: int, entry: VariableEntry, spec: VariableSpec | None) -> str:
    row = entry.row
    guideline = spec.guideline if spec else ""
    return joined(
        [
            f"## {number}. {plain(row.label)} ({plain(entry.id)})",
            plain(row.definition),
            plain(guideline),
            "\n".join(f"- {one}" for one in _terms(entry)),
            *_answers(entry),
        ]
    ).strip()


def _terms(entry: VariableEntry) -> Iterator[str]:
    row = entry.row
    if entry.attribute_of:
        of = row.attribute_of.label if row.attribute_of else ""
        yield _("About the words marked by “%(question)s”.") % {"question": plain(of)}
    else:
        yield _("About the %(scope)s.") % {"scope": row.get_scope_display()}
    yield _("Required.") if row.required else _("Not required.")
    if row.applies_if:
        yield _("Only if %(rule)s.") % {"rule": plain(row.applies_if)}
    if entry.is_ranked:
        yield _("Ordered: %(codes)s.") % {"codes": " < ".join(_in_order(entry))}
    if row.key:
        yield _("Key: %(key)s.") % {"key": plain(row.key)}


def _in_order(entry: VariableEntry) -> list[str]:
    ranked = [code for code in entry.codes.values() if code.rank is not None]
    return [plain(code.label) for code in sorted(ranked, key=lambda code: code.rank or 0)]


def _answers(entry: VariableEntry) -> Iterator[str]:
    if entry.is_text:
        yield _("Answered in words.")
        return
    if entry.items:
        yield _("Each of these is answered by itself: yes, no, or does not apply.")
        head = [_("Asked"), _("Definition"), _("Decision rule"), _("Example")]
        rows = [[plain(item.label), *_words(item.codes["yes"])] for item in entry.items.values()]
        yield table(head, rows)
        return
    yield _("Several codes may be given.") if entry.takes_several else _("One code is given.")
    head = [_("Code"), _("Key"), _("Definition"), _("Decision rule"), _("Example")]
    yield table(head, [[_named(code), plain(code.key), *_words(code)] for code in _codes(entry)])


def _codes(entry: VariableEntry) -> list[Code]:
    return sorted(entry.codes.values(), key=lambda code: code.position)


def _named(code: Code) -> str:
    name = f"{plain(code.label)} ({plain(code.identifier)})"
    return name + " – " + _("stands for no answer") if code.is_missing else name


def _words(code: Code) -> list[str]:
    return [plain(code.definition), plain(code.rule), plain(code.example)]
