"""Invitations: the only way an account comes into being from the web."""

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.accounts.actions import create_user
from annotator.accounts.models import User
from annotator.errors import Conflict
from annotator.projects.actions.projects import add_member, not_a_role
from annotator.projects.models import Invitation, Membership, Project, Role

VALID_FOR = timedelta(days=14)


@transaction.atomic
def invite_member(
    *, project: Project, email: str, role: str, inviter: User
) -> tuple[Invitation, str]:
    """Invite a person by e-mail. Returns the invitation and the secret for its link.

    Only a hash of the secret is stored, so the link cannot be shown again. An earlier open
    invitation of the same address is withdrawn.
    """
    email = email.strip().lower()
    validate_email(email)
    if role not in Role:
        raise ValidationError({"role": not_a_role()})
    now = timezone.now()
    earlier = Invitation.objects.filter(
        project=project, email=email, accepted_at__isnull=True, revoked_at__isnull=True
    )
    earlier.update(revoked_at=now)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        project=project,
        email=email,
        role=role,
        digest=_digest(secret),
        invited_by=inviter,
        expires_at=now + VALID_FOR,
    )
    return invitation, secret


def find_invitation(*, secret: str) -> Invitation | None:
    """Return the invitation behind a link while it can still be accepted."""
    return (
        Invitation.objects.select_related("project", "invited_by")
        .filter(
            digest=_digest(secret),
            accepted_at__isnull=True,
            revoked_at__isnull=True,
            expires_at__gt=timezone.now(),
        )
        .first()
    )


@transaction.atomic
def accept_invitation(
    *, secret: str, user: User | None, username: str = "", password: str = ""
) -> Membership:
    """Join the project: as the account logged in, or with a new one.

    Raises `Conflict` when the link was used, withdrawn or has expired, and `ValidationError`
    for a bad username or password. An existing member keeps their role.
    """
    invitation = Invitation.objects.select_for_update().filter(digest=_digest(secret)).first()
    if invitation is None or invitation.pk != getattr(find_invitation(secret=secret), "pk", None):
        raise Conflict(_("This invitation was used, withdrawn or has expired. Ask for a new one."))
    if user is None:
        email = "" if invitation.link_shown else invitation.email
        user = create_user(username=username, password=password, email=email)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    member = Membership.objects.filter(project=invitation.project, user=user).first()
    return member or add_member(project=invitation.project, user=user, role=invitation.role)


def note_link_shown(*, invitation: Invitation) -> None:
    """Remember that the inviter saw the link: the account made by it starts without the address,
    since anybody could have made it."""
    Invitation.objects.filter(pk=invitation.pk).update(link_shown=True)


def revoke_invitation(*, invitation: Invitation) -> None:
    """Withdraw an invitation that was not accepted yet."""
    open_ones = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True)
    open_ones.update(revoked_at=timezone.now())


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
