"""Projects and their members."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from annotator.accounts.models import User
from annotator.codebook.catalogue import catalogue_of
from annotator.codebook.models import CodebookVersion
from annotator.errors import Conflict
from annotator.projects.models import Membership, Project, Role
from annotator.projects.signals import annotator_left

MAX_GUIDELINES = 100_000
RESERVED_SLUGS = frozenset({"new"})


@transaction.atomic
def create_project(
    *,
    slug: str,
    title: str,
    codebook_version: CodebookVersion,
    variable_ids: Sequence[str] | None = None,
    overlap: int = 3,
    guidelines: str = "",
    creator: User | None,
) -> Project:
    """Create a project and make its creator the manager.

    Without `variable_ids` every variable that annotators can answer is switched on. Raises
    `ValidationError` by field, `Conflict` when the slug is taken, `PermissionDenied` when the
    creator may not add projects (`None` is the operator at the command line).
    """
    if creator is not None and not creator.has_perm("annotator.add_project"):
        raise PermissionDenied("You may not create projects. Ask the operator of this site.")
    project = Project(
        slug=slug,
        title=title.strip(),
        codebook_version=codebook_version,
        variable_ids=chosen_variables(codebook_version, variable_ids),
        overlap=overlap,
        guidelines=guidelines,
        created_by=creator,
    )
    _save_new(project)
    if creator is not None:
        Membership.objects.create(project=project, user=creator, role=Role.MANAGER)
    return project


def _save_new(project: Project) -> None:
    if project.slug in RESERVED_SLUGS:
        message = f"“{project.slug}” is an address of this site; choose another."
        raise ValidationError({"slug": message})
    if Project.objects.filter(slug=project.slug).exists():
        raise Conflict(f"A project with the slug “{project.slug}” exists already.")
    _check_guidelines(project.guidelines)
    project.full_clean()
    try:
        with transaction.atomic():
            project.save()
    except IntegrityError as error:
        raise Conflict(f"A project with the slug “{project.slug}” exists already.") from error


def _check_guidelines(guidelines: str) -> None:
    if len(guidelines) > MAX_GUIDELINES:
        message = f"Guidelines hold at most {MAX_GUIDELINES:,} characters."
        raise ValidationError({"guidelines": message})


def chosen_variables(version: CodebookVersion, wanted: Sequence[str] | None) -> list[str]:
    """Check the wanted variables against the codebook and put them in its order."""
    catalogue = catalogue_of(version)
    codable = [entry.id for entry in catalogue.codable()]
    if wanted is None:
        return codable
    problems = [
        f"“{one}” is not a variable of this codebook."
        if one not in catalogue.variables
        else f"“{one}” is not a question that annotators can answer here."
        for one in wanted
        if one not in codable
    ]
    if not problems and not wanted:
        problems.append("Choose at least one variable.")
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
) -> Project:
    """Change what may change while people work. Labels of a variable switched off are kept."""
    project.title = title.strip()
    project.overlap = overlap
    project.guidelines = guidelines
    project.variable_ids = chosen_variables(project.codebook_version, variable_ids)
    _check_guidelines(guidelines)
    project.full_clean()
    project.save(update_fields=["title", "overlap", "guidelines", "variable_ids"])
    return project


@transaction.atomic
def add_member(*, project: Project, user: User, role: str) -> Membership:
    """Add a person, or give a member another role. The last manager cannot be demoted."""
    if role not in Role:
        raise ValidationError({"role": f"Choose one of: {', '.join(Role)}."})
    managers = _lock_managers(project)
    membership, made = Membership.objects.get_or_create(
        project=project, user=user, defaults={"role": role}
    )
    if not made and membership.role != role:
        _keep_a_manager(managers, membership, new_role=role)
        if membership.is_annotator:
            annotator_left.send(Membership, project=project, user=user)
        membership.role = role
        membership.save(update_fields=["role"])
    return membership


@transaction.atomic
def remove_member(*, membership: Membership) -> None:
    """Take a person out of a project. Their labels stay; unfinished articles go to others."""
    _keep_a_manager(_lock_managers(membership.project), membership, new_role="")
    if membership.is_annotator:
        annotator_left.send(Membership, project=membership.project, user=membership.user)
    membership.delete()


def _lock_managers(project: Project) -> QuerySet[Membership]:
    Project.objects.select_for_update().get(pk=project.pk)
    return Membership.objects.filter(project=project, role=Role.MANAGER)


def _keep_a_manager(
    managers: QuerySet[Membership], membership: Membership, *, new_role: str
) -> None:
    last = membership.is_manager and new_role != Role.MANAGER
    if last and not managers.exclude(pk=membership.pk).exists():
        raise Conflict("A project needs a manager: name another one first.")
