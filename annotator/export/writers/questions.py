"""The questions of a study's codebook, read from its document: what formats name and explain."""

from dataclasses import dataclass

from annotator.codebook.kinds import EACH, TEXT, StoredCode, stored_codes, stored_variables
from annotator.codebook.reading import read_codebook
from annotator.export.study import Header

SPAN, MANY = "span", "many"


@dataclass(frozen=True, slots=True)
class Question:
    """A variable with its codes as they are stored; an attribute is one of its own."""

    id: str
    label: str
    definition: str
    scope: str
    select: str
    attribute_of: str
    codes: tuple[StoredCode, ...]

    @property
    def is_text(self) -> bool:
        """Whether it is answered in words, as the note of its one code."""
        return self.select == TEXT

    @property
    def is_about_words(self) -> bool:
        """Whether it marks words of a claim."""
        return self.scope == SPAN

    @property
    def is_set(self) -> bool:
        """Whether each of its items is answered yes, no, or does not apply."""
        return self.select == EACH and not self.is_about_words

    @property
    def takes_several(self) -> bool:
        """Whether one annotator may give several of its codes on one claim, or on the same words.

        The items of a set are answered once each, so it does not.
        """
        return self.select == MANY or (self.is_about_words and not self.is_text)


def questions_of(header: Header) -> dict[str, Question]:
    """Every variable of the codebook by id, in its order: those that were switched off, too.

    Labels that were given before a variable was switched off are exported with the others.
    """
    document = read_codebook(header.codebook)
    return {
        spec.id: Question(
            id=spec.id,
            label=spec.label,
            definition=spec.definition,
            scope=spec.scope,
            select=spec.select,
            attribute_of=attribute_of,
            codes=tuple(stored_codes(spec)),
        )
        for spec, attribute_of in stored_variables(document.variables)
    }
