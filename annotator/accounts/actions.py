"""Create accounts and tokens, keep preferences: the only writer of this room."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from knox.settings import knox_settings

from annotator.accounts.models import PUBLIC_LENGTH, ApiToken, User

MAX_TOKENS = 50
USE_NOTED_AFTER = timedelta(minutes=10)


def create_user(*, username: str, password: str | None, email: str = "", name: str = "") -> User:
    """Create an account; without a password the person sets one by "Forgot password".

    Raises `ValidationError` by field for a bad or taken username, e-mail or weak password.
    """
    first, _space, last = name.strip().partition(" ")
    user = User(
        username=username.strip(), email=email.strip(), first_name=first[:150], last_name=last[:150]
    )
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise ValidationError({"password": error.messages}) from error
    user.set_password(password)
    user.full_clean()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise ValidationError({"username": _("That username or e-mail is taken.")}) from error
    return user


def allow_adding_projects(*, user: User) -> None:
    """Let this person create projects."""
    user.user_permissions.add(
        Permission.objects.get(content_type__app_label="annotator", codename="add_project")
    )


def save_preferences(
    *,
    user: User,
    theme: str | None = None,
    text_size: str | None = None,
    line_width: str | None = None,
    auto_advance: bool | None = None,
    single_keys: bool | None = None,
) -> None:
    """Keep what a person prefers; what is not given stays as it was.

    Raises `ValidationError` by field for a value that is not offered; nothing is changed then.
    """
    asked = {
        "theme": theme,
        "text_size": text_size,
        "line_width": line_width,
        "auto_advance": auto_advance,
        "single_keys": single_keys,
    }
    given = {name: value for name, value in asked.items() if value is not None}
    _refuse_unknown(user, given)
    for name, value in given.items():
        setattr(user, name, value)
    user.save(update_fields=given.keys())


def _refuse_unknown(user: User, given: dict[str, Any]) -> None:
    fields = {field.name: field for field in User._meta.fields}
    errors = {}
    for name, value in given.items():
        try:
            fields[name].clean(value, user)
        except ValidationError as error:
            errors[name] = error
    if errors:
        raise ValidationError(errors)


def revoke_tokens(*, user: User) -> None:
    """End all of a person's tokens."""
    ApiToken.objects.filter(user=user).delete()


def revoke_token(*, user: User, public_id: str) -> bool:
    """End one of a person's tokens; False when they have none of that id."""
    if len(public_id) != PUBLIC_LENGTH:
        return False
    rows = ApiToken.objects.filter(user=user, digest__startswith=public_id)
    return rows.delete()[0] > 0


def create_token(*, user: User, name: str = "", days: int | None = None) -> tuple[ApiToken, str]:
    """Return the stored token and its key; the key is not kept and cannot be shown again.

    It lives for so many days, or as long as a token may. Raises `ValidationError` for a longer
    life, and when the person has too many tokens.
    """
    most = longest_life()
    if days is not None and not 1 <= days <= most:
        message = _("A token lives from 1 to %(most)s days here.")
        raise ValidationError({"days": message % {"most": most}})
    if ApiToken.objects.of(user).count() >= MAX_TOKENS:
        message = _("You have %(most)s tokens, which is as many as one can have. Revoke some.")
        raise ValidationError({"name": message % {"most": MAX_TOKENS}}, code="too_many")
    life = timedelta(days=most if days is None else days)
    made: Any = ApiToken.objects.create(user=user, name=name.strip()[:100], expiry=life)
    return made


def longest_life() -> int:
    """How many days a token lives at most: the setting `API_TOKEN_DAYS`."""
    return int(knox_settings.TOKEN_TTL.days)


def note_token_use(*, token: ApiToken) -> None:
    """Keep when a token was used last, to some minutes: most requests write nothing."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at >= USE_NOTED_AFTER:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
