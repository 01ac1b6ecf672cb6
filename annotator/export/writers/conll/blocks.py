"""One annotator's view of one article, a block of lines for each segment."""

import json
from collections.abc import Iterator, Sequence

from annotator.export.study import ArticleRecord, LabelRecord
from annotator.export.study.records import ClaimRecord
from annotator.export.writers.conll.tags import UNKNOWN, tag
from annotator.export.writers.conll.tokens import Place, places_of_tokens


class Blocks:
    """The segments of an article with what one annotator said about them.

    `columns` are the questions with a column of tags; without `marks` nothing is known about words
    (in the layers of what was decided and counted), and all tags say so.
    """

    def __init__(self, article: ArticleRecord, columns: Sequence[str], marks: bool) -> None:
        self.article, self.columns, self.marks = article, columns, marks
        self.tokens = {
            segment.id: list(places_of_tokens(article.text, segment.start, segment.end))
            for segment in article.segments
        }

    def of(self, annotator: str, labels: Sequence[LabelRecord]) -> Iterator[str]:
        """Yield the blocks; answers about the article stand at the head of the first."""
        about: dict[int | None, list[LabelRecord]] = {}
        for label in labels:
            about.setdefault(label.claim_id, []).append(label)
        head = self._article_lines(annotator, labels, about.get(None, []))
        for segment in self.article.segments:
            yield "".join(f"{line}\n" for line in head)
            yield from self._block(segment, annotator, about.get(segment.id, []))
            head = []

    def _article_lines(
        self, annotator: str, labels: Sequence[LabelRecord], about: Sequence[LabelRecord]
    ) -> list[str]:
        article = self.article
        lines = [f"# newdoc id = {article.id}/{annotator}"]
        told = {"external_id": article.external_id, "title": article.title}
        told |= {"language": article.language, "state": labels[0].state if labels else ""}
        lines += [f"# {name} = {' '.join(value.split())}" for name, value in told.items() if value]
        return lines + [f"# article_{line}" for label in about for line in _answer(label)]

    def _block(
        self, segment: ClaimRecord, annotator: str, labels: Sequence[LabelRecord]
    ) -> Iterator[str]:
        tokens = self.tokens[segment.id]
        tags, untagged = self._tags(tokens, labels)
        told = {
            "sent_id": f"{self.article.id}/{annotator}/{segment.id}",
            "article": self.article.id,
            "annotator": annotator,
            "segment": segment.id,
            "role": segment.role,
            "is_claim": "yes" if segment.is_claim else "no",
            "span": f"{segment.start} {segment.end}",
        }
        yield "".join(f"# {name} = {value}\n" for name, value in told.items())
        untagged_now = {id(label) for label in untagged}
        for label in labels:
            is_tagged = label.span and label.variable in self.columns
            if not is_tagged or id(label) in untagged_now:
                yield from (f"# {line}\n" for line in _answer(label))
            elif label.note:
                yield f"# {_note(label)}\n"
        text = self.article.text
        for number, ((start, end), row) in enumerate(zip(tokens, tags, strict=True), 1):
            yield "\t".join((str(number), text[start:end], str(start), str(end), *row)) + "\n"
        yield "\n"

    def _tags(
        self, tokens: Sequence[Place], labels: Sequence[LabelRecord]
    ) -> tuple[list[tuple[str, ...]], list[LabelRecord]]:
        """A row of tags for each token, a tag for each column; the labels that have no place."""
        if not self.marks:
            return [(UNKNOWN,) * len(self.columns)] * len(tokens), []
        columns, left_over = [], []
        for variable in self.columns:
            marked = [label for label in labels if label.variable == variable and label.span]
            tags, untagged = tag(tokens, marked)
            columns.append(tags)
            left_over += untagged
        return [tuple(tags[row] for tags in columns) for row in range(len(tokens))], left_over


def _answer(label: LabelRecord) -> list[str]:
    """A code with its place, if it marks words; its note; the votes for it and for others."""
    words = f" {label.span[0]} {label.span[1]}" if label.span else ""
    lines = [f"answer = {label.variable} {label.code or UNKNOWN}{words}"]
    if label.note:
        lines.append(_note(label))
    if label.distribution is not None:
        votes = " ".join(f"{code} {votes}" for code, votes in label.distribution.items())
        lines.append(f"votes = {label.variable} {votes}")
    return lines


def _note(label: LabelRecord) -> str:
    """The note as JSON, so that it stays in its line whatever is in it."""
    written = json.dumps(label.note, ensure_ascii=False)
    for sign in "\x85\u2028\u2029":
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    words = f" {label.span[0]} {label.span[1]}" if label.span else ""
    return f"note = {label.variable} {label.code or UNKNOWN}{words} {written}"
