"""Projects and their members."""

from collections.abc import Sequence
from typing import Any, TypedDict, Unpack

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.codebook.catalogue import catalogue_of
from annotator.codebook.models import CodebookVersion
from annotator.errors import Conflict
from annotator.projects.models import Membership, Project, Role
from annotator.projects.signals import annotator_left, sample_changed

MAX_GUIDELINES = 100_000
RESERVED_SLUGS = frozenset({"new"})
SAMPLE = ("reliability_share", "seed")


class CodingRules(TypedDict, total=False):
    """Who codes what, and who sees what when: columns of `Project`. Left out, they stay."""

    reliability_share: int
    quota: int | None
    seed: int
    lease_hours: int
    blind: str


@transaction.atomic
def create_project(
    *,
    slug: str,
    title: str,
    codebook_version: CodebookVersion,
    variable_ids: Sequence[str] | None = None,
    overlap: int = 3,
    guidelines: str = "",
    claim_editors: str = Project.ClaimEditors.MANAGERS,
    creator: User | None,
    **rules: Unpack[CodingRules],
) -> Project:
    """Create a project and make its creator the manager.

    Without `variable_ids` every variable that annotators can answer is switched on. Raises
    `ValidationError` by field, `Conflict` when the slug is taken, `PermissionDenied` when the
    creator may not add projects (`None` is the operator at the command line).
    """
    if creator is not None and not creator.has_perm("annotator.add_project"):
        raise PermissionDenied(_("You may not create projects. Ask the operator of this site."))
    project = Project(
        slug=slug,
        title=title.strip(),
        codebook_version=codebook_version,
        variable_ids=chosen_variables(codebook_version, variable_ids),
        overlap=overlap,
        guidelines=guidelines,
        claim_editors=claim_editors,
        created_by=creator,
        **rules,
    )
    _save_new(project)
    if creator is not None:
        Membership.objects.create(project=project, user=creator, role=Role.MANAGER)
    return project


def _save_new(project: Project) -> None:
    if project.slug in RESERVED_SLUGS:
        message = _("“%(slug)s” is an address of this site; choose another.")
        raise ValidationError({"slug": message % {"slug": project.slug}})
    if Project.objects.filter(slug=project.slug).exists():
        raise _taken(project)
    _check_guidelines(project.guidelines)
    project.full_clean()
    try:
        with transaction.atomic():
            project.save()
    except IntegrityError as error:
        raise _taken(project) from error


def _taken(project: Project) -> Conflict:
    message = _("A project with the slug “%(slug)s” exists already.")
    return Conflict(message % {"slug": project.slug})


def _check_guidelines(guidelines: str) -> None:
    if len(guidelines) > MAX_GUIDELINES:
        message = _("Guidelines hold at most %(limit)s characters.")
        raise ValidationError({"guidelines": message % {"limit": f"{MAX_GUIDELINES:,}"}})


def chosen_variables(version: CodebookVersion, wanted: Sequence[str] | None) -> list[str]:
    """Check the wanted variables against the codebook and put them in its order."""
    catalogue = catalogue_of(version)
    codable = [entry.id for entry in catalogue.choosable()]
    if wanted is None:
        return codable
    unknown = _("“%(variable)s” is not a variable of this codebook.")
    unanswerable = _("“%(variable)s” is not a question that annotators can answer here.")
    problems = [
        (unanswerable if one in catalogue.variables else unknown) % {"variable": one}
        for one in wanted
        if one not in codable
    ]
    if not problems and not wanted:
        problems.append(_("Choose at least one variable."))
    if problems:
        raise ValidationError({"variables": problems})
    return [one for one in codable if one in set(wanted)]


@transaction.atomic
def change_settings(
    *,
    project: Project,
    title: str,
    overlap: int,
    guidelines: str,
    variable_ids: Sequence[str],
    claim_editors: str = "",
    **rules: Unpack[CodingRules],
) -> Project:
    """Change what may change while people work. Labels of a variable switched off are kept.

    Without `claim_editors` the same people go on changing claims. Another reliability share or
    seed counts for the articles that nobody has had.
    """
    drawn_by = _sample_of(project)
    project.title = title.strip()
    project.overlap = overlap
    project.guidelines = guidelines
    project.claim_editors = claim_editors or project.claim_editors
    project.variable_ids = chosen_variables(project.codebook_version, variable_ids)
    for name, value in rules.items():
        setattr(project, name, value)
    _check_guidelines(guidelines)
    project.full_clean()
    changed = ["title", "overlap", "guidelines", "claim_editors", "variable_ids"]
    project.save(update_fields=[*changed, *rules])
    if _sample_of(project) != drawn_by:
        sample_changed.send(Project, project=project)
    return project


def _sample_of(project: Project) -> list[Any]:
    return [getattr(project, name) for name in SAMPLE]


def set_quota(*, membership: Membership, quota: int | None) -> Membership:
    """Let a member have so many articles at most; None: as many as the project says.

    What they have by now stays theirs. Raises `ValidationError`.
    """
    membership.quota = quota
    membership.full_clean(validate_unique=False, validate_constraints=False)
    membership.save(update_fields=["quota"])
    return membership


@transaction.atomic
def add_member(*, project: Project, user: User, role: str, actor: User | None = None) -> Membership:
    """Add a person, or give a member another role. The last manager cannot be demoted.

    `actor` is who does it; `None` is the operator at the command line. Who reviewed before and
    is to annotate now is kept from the articles whose answers they could read.
    """
    if role not in Role:
        raise ValidationError({"role": not_a_role()})
    managers = _lock_managers(project)
    membership, made = Membership.objects.get_or_create(
        project=project, user=user, defaults={"role": role}
    )
    if not made and membership.role != role:
        _keep_a_manager(managers, membership, new_role=role)
        if membership.is_annotator:
            annotator_left.send(Membership, project=project, user=user, actor=actor)
        if membership.may_review and role == Role.ANNOTATOR:
            membership.saw_labels_until = timezone.now()
        membership.role = role
        membership.save(update_fields=["role", "saw_labels_until"])
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, actor: User | None = None) -> None:
    """Take a person out of a project. Their labels stay; unfinished articles go to others."""
    _keep_a_manager(_lock_managers(membership.project), membership, new_role="")
    if membership.is_annotator:
        annotator_left.send(
            Membership, project=membership.project, user=membership.user, actor=actor
        )
    membership.delete()


def not_a_role() -> str:
    """Return what to say to a role that there is not."""
    return _("Choose one of: %(choices)s.") % {"choices": ", ".join(Role)}


def _lock_managers(project: Project) -> QuerySet[Membership]:
    # Not their key: rows that name the project may be added meanwhile, without a deadlock.
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    return Membership.objects.filter(project=project, role=Role.MANAGER)


def _keep_a_manager(
    managers: QuerySet[Membership], membership: Membership, *, new_role: str
) -> None:
    last = membership.is_manager and new_role != Role.MANAGER
    if last and not managers.exclude(pk=membership.pk).exists():
        raise Conflict(_("A project needs a manager: name another one first."))
