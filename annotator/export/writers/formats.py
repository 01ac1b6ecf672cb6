"""What a file format is to the rest of the export."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec

from django.utils.functional import Promise

from annotator.export.study import Study

MANY = 2_000_000
"""Labels up to which a plain table is sent while it is read."""
FEW = 50_000
"""Labels up to which other formats are, whose every article is turned into something else."""


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its name in `?as=`, what it is called and served as, its writer.

    `carries` and `loses` tell people what is in it and what is not. `write` yields the file in
    pieces, lazily: the same study gives the same bytes. An export of more labels than
    `streams_up_to` is written in the background. `needs` names the package of an extra.
    """

    name: str
    title: Promise | str
    media_type: str
    extension: str
    carries: Promise | str
    loses: Promise | str
    write: Callable[[Study], Iterator[bytes]]
    streams_up_to: int = FEW
    needs: str = ""

    @property
    def is_installed(self) -> bool:
        """Whether the package that it is written with is here."""
        return not self.needs or find_spec(self.needs) is not None
