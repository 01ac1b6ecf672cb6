"""Who is in a project: add, invite, change role, remove."""

import smtplib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotator.accounts.models import User
from annotator.errors import Conflict
from annotator.http import posted_by
from annotator.projects import actions
from annotator.projects.forms import InviteForm, MemberForm, QuotaForm
from annotator.projects.mail import send_invitation
from annotator.projects.models import Invitation, Membership, Role
from annotator.projects.permissions import get_member, require_manager
from annotator.projects.views.projects import add_errors

ADD, INVITE = "add_%s", "invite_%s"  # two forms on one page: ids of their own


def _manager(request: HttpRequest, slug: str) -> Membership:
    member = get_member(request.user, slug)
    require_manager(member)
    return member


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """List members and open invitations; POST adds somebody who has an account."""
    member = _manager(request, slug)
    form = MemberForm(posted_by(request), auto_id=ADD)
    if request.method == "POST" and form.is_valid():
        user = User.objects.filter(username__iexact=form.cleaned_data["username"]).first()
        if user is None:
            form.add_error("username", _("No account has that name. Invite them by e-mail."))
        elif Membership.objects.filter(project=member.project, user=user).exists():
            message = _("%(name)s is a member; change the role below.")
            form.add_error("username", message % {"name": user.username})
        else:
            role = form.cleaned_data["role"]
            actions.add_member(project=member.project, user=user, role=role)
            messages.success(request, _("%(name)s is now a member.") % {"name": user.username})
            return redirect("members", slug)
    return _page(request, member, form, InviteForm(auto_id=INVITE))


@require_POST
@login_required
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite by e-mail; without a mail server the link is shown, once, to be handed over."""
    member = _manager(request, slug)
    form = InviteForm(request.POST, auto_id=INVITE)
    if form.is_valid():
        try:
            invitation, secret = actions.invite_member(
                project=member.project, inviter=member.user, **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            link = request.build_absolute_uri(reverse("invitation", args=[secret]))
            if _sent(invitation, link):
                message = _("An invitation went to %(email)s.")
                messages.success(request, message % {"email": invitation.email})
                return redirect("members", slug)
            actions.note_link_shown(invitation=invitation)
            form = InviteForm(auto_id=INVITE)
            return _page(request, member, MemberForm(auto_id=ADD), form, link=link)
    return _page(request, member, MemberForm(auto_id=ADD), form)


def _sent(invitation: Invitation, link: str) -> bool:
    """Mail the link; False when this site has no mail server, or it does not answer."""
    if settings.EMAIL_BACKEND.endswith((".console.EmailBackend", ".dummy.EmailBackend")):
        return False
    try:
        send_invitation(invitation, link)
    except (OSError, smtplib.SMTPException):
        return False
    return True


def _page(
    request: HttpRequest, member: Membership, form: Form, invite_form: Form, **extra: str
) -> HttpResponse:
    project = member.project
    context = {
        "member": member,
        "form": form,
        "invite_form": invite_form,
        "memberships": project.memberships.select_related("user").order_by("user__username"),
        "invitations": project.invitations.filter(
            accepted_at__isnull=True, revoked_at__isnull=True
        ),
        "roles": Role.choices,
        **extra,
    }
    bad = form.errors or invite_form.errors
    return render(request, "projects/members.html", context, status=400 if bad else 200)


@require_POST
@login_required
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give a member another role or quota, or remove them."""
    member = _manager(request, slug)
    other = get_object_or_404(
        Membership.objects.select_related("user", "project"), pk=pk, project=member.project
    )
    name = other.user.username
    try:
        if "remove" in request.POST:
            actions.remove_member(membership=other, actor=member.user)
            done = _("%(name)s was removed. Their labels are kept.") % {"name": name}
        elif "quota" in request.POST:
            done = _change_quota(other, QuotaForm(request.POST))
        else:
            role = request.POST.get("role", "")
            actions.add_member(
                project=member.project, user=other.user, role=role, actor=member.user
            )
            words = {"name": name, "role": str(Role(role).label).lower()}
            done = _("%(name)s is now %(role)s.") % words
        messages.success(request, done)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except Conflict as error:
        messages.error(request, error.message)
    return redirect("members", slug)


def _change_quota(membership: Membership, form: QuotaForm) -> str:
    """Store a quota and say so; raises `ValidationError`."""
    if not form.is_valid():
        raise ValidationError(form.errors["quota"].as_data())
    quota = form.cleaned_data["quota"]
    actions.set_quota(membership=membership, quota=quota)
    words = {"name": membership.user.username, "quota": quota}
    if quota is None:
        return _("%(name)s has the project’s quota.") % words
    return _("Quota of %(name)s: %(quota)s.") % words


@require_POST
@login_required
def revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Withdraw an invitation."""
    member = _manager(request, slug)
    invitation = get_object_or_404(member.project.invitations, pk=pk)
    actions.revoke_invitation(invitation=invitation)
    message = _("The invitation of %(email)s was withdrawn.")
    messages.success(request, message % {"email": invitation.email})
    return redirect("members", slug)
