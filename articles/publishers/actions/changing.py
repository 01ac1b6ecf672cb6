"""Change what is known of a publisher, and find two of them to be one. Every change is logged.

Whoever calls has seen to it that the actor may do this: see the projects room.
"""

import json
import re

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.errors import Conflict
from articles.ingestion.fields import FieldInvalid, language_tag, short_text
from articles.models import Article, Publisher, PublisherAlias, PublisherDomain
from articles.publishers.matching import host_of
from articles.publishers.presenting import passage_of

_COUNTRY = re.compile(r"[A-Z]{2}")
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")


def describe_publisher(
    *, publisher: Publisher, country: str, language: str, actor: User
) -> Publisher:
    """Say where a publisher is from and in which language it writes. Raises `ValidationError`."""
    country = country.strip().upper()
    if country and not _COUNTRY.fullmatch(country):
        message = _("Give two letters, such as DE or EG (ISO 3166-1).")
        raise ValidationError({"country": message})
    try:
        language = language_tag(language.strip())
    except FieldInvalid as error:
        raise ValidationError({"language": error.message}) from error
    before = publisher.country, publisher.language
    if before != (country, language):
        publisher.country, publisher.language = country, language
        publisher.save(update_fields=["country", "language"])
        log_change(publisher, actor, "facts", f"{country} {language}".strip())
    return publisher


@transaction.atomic
def add_alias(*, publisher: Publisher, name: str, actor: User) -> PublisherAlias:
    """Let a publisher go by another name, too. Raises `Conflict` when that means another one."""
    try:
        name = short_text(name, 300)
    except FieldInvalid as error:
        raise ValidationError({"name": error.message}) from error
    key = Publisher.fold(name)
    if not key:
        raise ValidationError({"name": _("Give a name.")})
    if Publisher.objects.filter(key=key).exists():
        message = _("“%(name)s” is a publisher already. Merge the two if they are one.")
        raise Conflict(message % {"name": name})
    try:
        with transaction.atomic():
            alias = PublisherAlias.objects.create(publisher=publisher, name=name, key=key)
    except IntegrityError as error:
        message = _("“%(name)s” is already another name of a publisher.")
        raise Conflict(message % {"name": name}) from error
    log_change(publisher, actor, "alias_added", name)
    return alias


@transaction.atomic
def remove_alias(*, alias: PublisherAlias, actor: User) -> None:
    """Forget another name; articles stay where they are."""
    log_change(alias.publisher, actor, "alias_removed", alias.name)
    alias.delete()


@transaction.atomic
def add_domain(*, publisher: Publisher, domain: str, actor: User) -> PublisherDomain:
    """Have articles without a publisher's name matched by this domain, and those below it.

    Raises `ValidationError` for what is no host name, `Conflict` for another publisher's.
    """
    domain = domain.strip().lower()
    host = host_of(domain if "//" in domain else f"https://{domain}")
    if not _HOST.fullmatch(host):
        raise ValidationError({"domain": _("Give a host name, such as quay-news.example.")})
    try:
        with transaction.atomic():
            added = PublisherDomain.objects.create(publisher=publisher, domain=host)
    except IntegrityError as error:
        message = _("“%(domain)s” is registered already.")
        raise Conflict(message % {"domain": host}) from error
    log_change(publisher, actor, "domain_added", host)
    return added


@transaction.atomic
def remove_domain(*, domain: PublisherDomain, actor: User) -> None:
    """Forget a domain; articles stay where they are."""
    log_change(domain.publisher, actor, "domain_removed", domain.domain)
    domain.delete()


@transaction.atomic
def accept_description(*, publisher: Publisher, article: Article, actor: User) -> Publisher:
    """Take what an article's “about” passage says of its publisher as the publisher's own words.

    Raises `Conflict` when there is a description, which is never overwritten, or no passage.
    """
    publisher = Publisher.objects.select_for_update().get(pk=publisher.pk)
    if publisher.self_description:
        raise Conflict(_("The publisher has a description. Remove it first, to take another one."))
    words = passage_of(article) if article.publisher_id == publisher.pk else ""
    if not words:
        raise Conflict(_("This article says nothing about its publisher (any more)."))
    publisher.self_description, publisher.described_in = words, article
    publisher.save(update_fields=["self_description", "described_in"])
    log_change(publisher, actor, "description_taken", article.heading)
    return publisher


@transaction.atomic
def remove_description(*, publisher: Publisher, actor: User) -> Publisher:
    """Let a publisher have no description."""
    publisher.self_description, publisher.described_in = "", None
    publisher.save(update_fields=["self_description", "described_in"])
    log_change(publisher, actor, "description_removed", "")
    return publisher


def log_change(publisher: Publisher, actor: User, what: str, words: str) -> None:
    """Write down who changed what of a publisher; shown on its page, and to operators."""
    LogEntry.objects.create(
        user_id=actor.pk,
        content_type_id=ContentType.objects.get_for_model(Publisher).pk,
        object_id=str(publisher.pk),
        object_repr=str(publisher)[:200],
        action_flag=CHANGE,
        change_message=json.dumps({"what": what, "words": words}),
    )
