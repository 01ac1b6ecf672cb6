"""Export of the large project: does the speed hold, and does the memory stay."""

from collections.abc import Iterator

from tests.benchmarks.filling import REVIEW
from tests.benchmarks.measuring import Row
from tests.benchmarks.runs.exporting import measure_exports
from tests.benchmarks.sizes import Sizes


def run(_sizes: Sizes) -> Iterator[Row]:
    """The figures of `exporting`, each download once."""
    yield from measure_exports(REVIEW, times=1)
