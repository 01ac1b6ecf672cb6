"""Articles from the web: addresses that are fetched, and feeds."""

from rest_framework import serializers

from annotator.projects.actions.feeds import MAX_MINUTES
from annotator.projects.models import Feed
from annotator.projects.web_forms import MAX_ADDRESSES, checked_addresses

MAX_ADDRESS = 2_000


class AddressesSerializer(serializers.Serializer):
    """Addresses of articles."""

    addresses = serializers.ListField(
        child=serializers.CharField(max_length=MAX_ADDRESS),
        min_length=1,
        max_length=MAX_ADDRESSES,
        help_text="http(s) addresses of the public web; each is fetched once.",
    )
    dry_run = serializers.BooleanField(
        default=False, help_text="Fetch and read only; `apply/` of the import saves."
    )

    def validate_addresses(self, given: list[str]) -> list[str]:
        """Return each once, or say what is wrong with which."""
        found, errors = checked_addresses(list(enumerate(given, start=1)))
        if errors:
            raise serializers.ValidationError([message for _line, message in errors])
        return found


class NewFeedSerializer(serializers.Serializer):
    """A feed to add."""

    url = serializers.CharField(max_length=MAX_ADDRESS, help_text="Of an RSS or Atom feed.")
    title = serializers.CharField(
        max_length=300, required=False, default="", allow_blank=True, help_text="Or the feed's own."
    )
    publisher = serializers.CharField(
        max_length=300,
        required=False,
        default="",
        allow_blank=True,
        help_text="Of all its articles; empty: what each page says.",
    )
    minutes = serializers.IntegerField(
        min_value=0,
        max_value=MAX_MINUTES,
        required=False,
        default=60,
        help_text="Between two looks, at least 10; 0: only when asked.",
    )


class FeedSerializer(serializers.ModelSerializer):
    """A feed."""

    id = serializers.UUIDField(source="public_id")
    publisher = serializers.CharField(source="publisher.name", default=None, allow_null=True)
    problem = serializers.CharField(
        source="trouble", allow_blank=True, help_text="Why the last look failed."
    )
    taken = serializers.IntegerField(help_text="Entries that became articles, or were tried.")

    class Meta:
        model = Feed
        fields = (
            *("id", "url", "title", "publisher", "minutes", "is_active", "polled_at"),
            *("next_poll_at", "failures", "problem", "taken", "created_at"),
        )
