"""The letters this room sends."""

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from annotator.projects.models import Invitation


def send_invitation(invitation: Invitation, link: str) -> None:
    """Mail an invitation. Raises `OSError` or `SMTPException` when it cannot be handed over."""
    body = render_to_string("projects/invitation.txt", {"invitation": invitation, "link": link})
    subject = _("You are invited to “%(project)s”") % {"project": invitation.project.title}
    subject = f"[Sourcemark] {subject}"
    send_mail(" ".join(subject.split()), body, None, [invitation.email])
