"""All tables of a project in one archive, as a Frictionless Data Package."""

from django.utils.translation import gettext_lazy as _

from annotator.export.writers.formats import MANY, Format
from annotator.export.writers.tables.writing import write

FORMAT = Format(
    name="zip",
    title=_("All tables, for statistics and for other installations"),
    media_type="application/zip",
    extension="zip",
    carries=_(
        "Texts, claims with those they were cut from, labels, decisions, agreement and codebook as "
        "tables with types and keys, with lines that load them in R and Python. It can be imported "
        "again as a whole."
    ),
    loses=_("Earlier answers that were changed, and who cut which claim."),
    write=write,
    streams_up_to=MANY,
)
