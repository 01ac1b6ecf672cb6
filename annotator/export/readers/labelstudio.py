"""Label Studio's export as JSON, or the archive that we write: tasks with annotations.

Annotators stay apart. Drafts, skipped annotations and predictions are no answers: they are told.
JSON-MIN is refused: it does not say which region a choice or a note is about.
"""

from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.utils.translation import gettext as _

from annotator.export.readers.archives import parts_of, while_unpacking
from annotator.export.readers.arrays import Item, read_array
from annotator.export.readers.labelstudio_results import (
    Annotation,
    Result,
    Unmapped,
    read_result,
)
from annotator.export.readers.lines import WrongValue, number_of, text_of
from annotator.export.readers.places import Places, Told
from annotator.export.readers.records import (
    Incoming,
    IncomingArticle,
    IncomingLabel,
    Trouble,
    UnreadableFile,
)
from annotator.export.study.layers import COUNTED, DECIDED

NOT_ANSWERS = (DECIDED, COUNTED)


def read(file: IO[bytes]) -> Iterator[Incoming]:
    """Yield the tasks. Raises `UnreadableFile` when there is none."""
    found, problem = False, ""
    with while_unpacking():
        for part in parts_of(file, ".json"):
            for item in read_array(part.file):
                found = found or _is_task(item.value)
                _refuse_min(item.value)
                problem = problem or item.problem
                yield _incoming(item)
    if not found:
        message = _("No task of Label Studio is in this file: each has “data” and “annotations”.")
        code = "invalid_json" if problem else "no_tasks"
        raise UnreadableFile(problem or message, code)


def _is_task(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("data"), dict)


def _refuse_min(value: object) -> None:
    if isinstance(value, dict) and "annotation_id" in value and "data" not in value:
        message = _(
            "This is Label Studio’s JSON-MIN, which does not keep what each answer is about. "
            "Export the project as JSON and send that."
        )
        raise UnreadableFile(message, "json_min")


def _incoming(item: Item) -> Incoming:
    row = _("task %(number)s") % {"number": item.number}
    problem = item.problem
    if not problem and not isinstance(item.value, dict):
        problem = _("A task has to be an object.")
    if problem:
        return Incoming(IncomingArticle(), troubles=(Trouble(row, problem, "invalid_json"),))
    try:
        return _Task(row, item.value).incoming()
    except WrongValue as error:
        return Incoming(IncomingArticle(), troubles=(Trouble(row, str(error), "invalid"),))


class _Task:
    """A task with its text and what cannot be read of it."""

    def __init__(self, row: str, task: Mapping[str, Any]) -> None:
        data = task.get("data")
        if not isinstance(data, dict):
            raise WrongValue(_("“data” has to be an object."))
        self.row, self.data = row, data
        self.annotations = _listed(task, "annotations" if "annotations" in task else "completions")
        self.is_ours = isinstance(data.get("content_hash"), str) and "article_id" in data
        self.troubles: list[Trouble] = []
        self._tell_of(task, "predictions", _("Predictions of a machine are no answers: left out."))
        self._tell_of(task, "drafts", _("Drafts are no answers yet: left out."))

    def incoming(self) -> Incoming:
        """The article with its labels."""
        raw = [one for each in self.annotations for one in _results(each)]
        places = Places(self._text(raw), filter(None, map(_told, raw)))
        article = IncomingArticle(
            article_id=number_of(self.data, "article_id") if self.is_ours else None,
            external_id=text_of(self.data, "external_id"),
            content_hash=text_of(self.data, "content_hash") if self.is_ours else "",
            title=text_of(self.data, "title"),
            text=places.text,
        )
        labels: list[IncomingLabel] = []
        for number, annotation in enumerate(self.annotations, 1):
            words = {"task": self.row, "number": number}
            row = _("%(task)s, annotation %(number)s") % words
            try:
                labels += self._labels(row, annotation, places)
            except WrongValue as error:
                self.troubles.append(Trouble(row, str(error), "invalid"))
            except Unmapped as error:
                self.troubles.append(Trouble(row, str(error), "not_an_answer", is_error=False))
        return Incoming(article, tuple(labels), tuple(self.troubles))

    def _labels(self, row: str, raw: object, places: Places) -> list[IncomingLabel]:
        if not isinstance(raw, dict):
            raise WrongValue(_("An annotation has to be an object."))
        if raw.get("was_cancelled"):
            raise Unmapped(_("The annotator has skipped this task: left out."))
        given = _listed(raw, "result")
        found = Annotation(row, self.is_ours, list(self._read(row, given, places)))
        if found.state in NOT_ANSWERS:
            message = _("This is what was decided or counted, not an annotator’s answer.")
            raise Unmapped(message)
        is_told = bool(found.annotator)
        common = {
            "annotator": found.annotator or _who(raw.get("completed_by")),
            "submitted": found.state == "submitted" if found.state else True,
            # An import into Label Studio writes its own time on annotations that we have named.
            "created_at": "" if is_told else text_of(raw, "created_at"),
            "updated_at": "" if is_told else text_of(raw, "updated_at"),
        }
        labels = list(found.labels(common))
        self.troubles += found.troubles
        return labels

    def _read(self, row: str, given: list[Any], places: Places) -> Iterator[Result]:
        for number, raw in enumerate(given, 1):
            here = _("%(annotation)s, result %(number)s") % {"annotation": row, "number": number}
            try:
                yield read_result(raw, here, places)
            except WrongValue as error:
                self.troubles.append(Trouble(here, str(error), "invalid"))
            except Unmapped as error:
                self.troubles.append(Trouble(here, str(error), "kind", is_error=False))

    def _text(self, raw: list[dict[str, Any]]) -> str | None:
        """The text that offsets count in: what is called so, what is labelled, or all there is."""
        named = [one.get("to_name") for one in raw[:1]]
        texts = [value for value in self.data.values() if isinstance(value, str)]
        for name in ("text", *named):
            if isinstance(name, str) and isinstance(self.data.get(name), str):
                return text_of(self.data, name)
        return texts[0].replace("\x00", "") if len(texts) == 1 else None

    def _tell_of(self, task: Mapping[str, Any], name: str, message: str) -> None:
        if task.get(name):
            self.troubles.append(Trouble(self.row, message, name, is_error=False))


def _listed(values: Mapping[str, Any], name: str) -> list[Any]:
    found = values.get(name)
    if found is None:
        return []
    if not isinstance(found, list):
        raise WrongValue(_("“%(name)s” has to be a list.") % {"name": name})
    return found


def _results(annotation: object) -> list[dict[str, Any]]:
    given = annotation.get("result") if isinstance(annotation, dict) else None
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def _told(result: Mapping[str, Any]) -> Told | None:
    """The words that a result tells with its places."""
    value = result.get("value")
    if not isinstance(value, dict):
        return None
    start, end, quote = value.get("start"), value.get("end"), value.get("text")
    if isinstance(start, int) and isinstance(end, int) and isinstance(quote, str):
        return start, end, quote
    return None


def _who(completed_by: object) -> str:
    """Who has made an annotation: a name, an address, or the number of an account."""
    if isinstance(completed_by, dict):
        for name in ("username", "email", "id"):
            if completed_by.get(name):
                return _who(completed_by[name])
    if isinstance(completed_by, str):
        return text_of({"completed_by": completed_by}, "completed_by").strip()
    is_number = isinstance(completed_by, int) and not isinstance(completed_by, bool)
    return str(completed_by) if is_number else ""
