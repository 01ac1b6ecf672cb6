"""Freezes as people ask for them: begun, found, and their texts."""

from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from annotator.errors import Conflict
from annotator.export.freezing.actions import request_freeze
from annotator.export.freezing.facts import gather
from annotator.export.freezing.guide import write_guide
from annotator.export.freezing.methods import write_methods
from annotator.export.jobs.tasks import make_freeze
from annotator.export.jobs.tidying import tidy_exports
from annotator.export.models import Freeze
from annotator.export.study.opening import open_study
from annotator.export.study.packing import unpack_front
from annotator.projects.guidelines import render_guidelines
from annotator.projects.models import Membership
from annotator.projects.permissions import require_reviewer
from annotator.review.figures.filters import Filters
from annotator.review.figures.store import figures_of

METHODS, GUIDE = "methods", "coder_guide"


class Text(NamedTuple):
    """A text in Markdown, and as it is shown."""

    markdown: str

    @property
    def html(self) -> SafeString:
        """Sanitised."""
        return render_guidelines(self.markdown)


def begin_freeze(member: Membership, name: str) -> Freeze:
    """Return a new freeze, begun."""
    tidy_exports()
    freeze = request_freeze(member=member, name=name)
    make_freeze.enqueue(str(freeze.public_id))
    freeze.refresh_from_db()
    return freeze


def freezes_of(member: Membership) -> QuerySet[Freeze]:
    """The freezes of a project, without what is in them; for reviewers and managers."""
    require_reviewer(member)
    return member.project.freezes.select_related("created_by").defer("header")


def freeze_of(member: Membership, public_id: UUID) -> Freeze:
    """One freeze of a project, or 404."""
    found = freezes_of(member).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def frozen_text(freeze: Freeze, name: str) -> Text:
    """The methods section or coder guide that was frozen."""
    if freeze.state != Freeze.State.READY:
        raise Conflict(_("The freeze is not finished."))
    return Text(unpack_front(freeze.header).header.more[name])


def draft_text(member: Membership, name: str) -> Text:
    """The methods section or coder guide of the project as it stands."""
    if name == GUIDE:
        return Text(write_guide(open_study(member, {}).header))
    shown = figures_of(member, Filters())
    return Text(write_methods(gather(member, shown.document, shown.made_at)))


def form_of_text(given: Any) -> str:
    """`md` or `html`, as a query asks for."""
    form = given.get("as") or "md"
    if form not in ("md", "html"):
        raise ValidationError({"as": _("Choose one of: md, html.")}, "invalid")
    return str(form)
