"""What a freeze keeps, read in one go and put aside until nobody is kept waiting by writing it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import BinaryIO

from django.utils import timezone

from annotator.export.freezing.facts import gather
from annotator.export.freezing.guide import write_guide
from annotator.export.freezing.methods import write_methods
from annotator.export.freezing.snapshot import snapshot
from annotator.export.jobs.pulse import Pulse
from annotator.export.models import Freeze
from annotator.export.study.live import LiveStudy
from annotator.export.study.opening import open_study, operator_of
from annotator.export.study.packing import Front, pack_article
from annotator.projects.guidelines import render_guidelines
from annotator.projects.models import Project
from annotator.review.figures.building import build_document
from annotator.review.figures.filters import Filters


@dataclass
class Taken:
    """What was read: the front, and the packed articles in a file beside."""

    spool: BinaryIO
    front: Front
    frozen_at: datetime
    labels: int = 0
    lengths: list[int] = field(default_factory=list)

    def payloads(self) -> Iterator[bytes]:
        """The packed articles, in their order."""
        self.spool.seek(0)
        for length in self.lengths:
            yield self.spool.read(length)


def take(freeze: Freeze, spool: BinaryIO, pulse: Pulse) -> Taken:
    """Read the project of a freeze as it is at one moment."""
    with snapshot():
        projects = Project.objects.select_related("codebook_version__codebook")
        project = projects.get(pk=freeze.project_id)  # from here on nothing changes
        study = open_study(operator_of(project), {})
        assert isinstance(study, LiveStudy)  # noqa: S101 - no freeze was asked for
        # A whole second: what moves rows from one database to another may keep no more of a time.
        moment = timezone.now().replace(microsecond=0)
        taken = Taken(spool, _front(freeze, study), moment)
        for article in study.articles():
            packed = pack_article(article)
            spool.write(packed)
            taken.lengths.append(len(packed))
            taken.labels += len(article.labels)
            pulse.done = len(taken.lengths)
            pulse.check()
    return taken


def _front(freeze: Freeze, study: LiveStudy) -> Front:
    figures = build_document(study.member, Filters())
    facts = gather(study.member, figures, timezone.now(), freeze.name)
    header = study.header
    texts = {"methods": write_methods(facts), "coder_guide": write_guide(header)}
    shown = {f"{name}_html": str(render_guidelines(text)) for name, text in texts.items()}
    return Front(
        header=replace(header, more=texts | shown),
        called=study.people.pseudonyms,
        agreement=figures["agreement"],
    )
