"""Parts of addresses: numbers of rows that a database can have."""

from django.urls.converters import IntConverter


class RowNumber(IntConverter):
    """A row's number. A longer one is no address: databases refuse to look for it."""

    regex = "[0-9]{1,18}"
