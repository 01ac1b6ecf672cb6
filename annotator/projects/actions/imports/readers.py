"""How an item that waits is read, by the way it came in: `READERS["address"]` fetches a page."""

import logging
from collections.abc import Callable

from annotator.projects.models import ImportItem
from articles.ingestion.drafts import ArticleDraft, DraftError, DraftRejected
from articles.saying import say as _

logger = logging.getLogger(__name__)

Reader = Callable[[ImportItem], ArticleDraft]
"""Returns the draft or raises `DraftRejected`; may set the item's `page`, to be saved with it."""

READERS: dict[str, Reader] = {}


def read_item(reader: Reader, item: ImportItem) -> ArticleDraft | DraftRejected:
    """Read one item. Whatever goes wrong with it, the others go on."""
    try:
        return reader(item)
    except DraftRejected as rejected:
        return rejected
    except Exception:
        logger.exception("An item of an import could not be read.")
        message = _("Something unexpected went wrong here. Try again, or tell the operator.")
        return DraftRejected([DraftError("", message, "unexpected")])
