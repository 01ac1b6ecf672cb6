"""What each figure is made from, and how: shown on focus, and written under its file."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TITLES: dict[str, Promise] = {
    "agreement": _("Agreement"),
    "coverage": _("Coverage"),
    "distribution": _("What was answered"),
    "mix": _("Publishers side by side"),
    "publishers": _("All publishers"),
    "disputes": _("Most disputed claims"),
    "aggregation": _("Aggregated answers"),
    "annotators": _("Annotators"),
    "coefficients": _("Coefficients"),
    "codes": _("Agreement on each code"),
    "pairs": _("Pairs of annotators"),
    "confusion": _("Which answers are taken for which"),
}
METHODS: dict[str, Promise] = {
    "agreement": _(
        "Krippendorff’s alpha of submitted labels; the interval holds 95 % of 1,000 resamples of "
        "the articles. 1 is perfect, 0 is what chance would give. From .80 answers are reliable, "
        "from .667 they support tentative conclusions."
    ),
    "coverage": _(
        "Articles by publisher and week of publication (UTC): coded by as many annotators as "
        "wanted, of those in the project."
    ),
    "distribution": _(
        "Submitted labels by code, as a share of all labels of the question. The interval holds "
        "95 % of 1,000 resamples of the articles."
    ),
    "mix": _(
        "Share of each code among the labels on a publisher’s articles, with 95 % intervals over "
        "its articles. Publishers with few articles or labels are not shown. The figures describe "
        "the articles in this project, not a publisher as such."
    ),
    "publishers": _(
        "Submitted labels by publisher and code. They describe the articles in this project, not "
        "a publisher as such."
    ),
    "disputes": _(
        "Claims that annotators answered differently and nobody has decided, by the share of "
        "pairs of answers that differ."
    ),
    "aggregation": _(
        "One answer for each claim: the majority’s (a tie stays a tie), and the most probable one "
        "by Dawid and Skene (1979), which weighs annotators by how well they agree with the rest."
    ),
    "annotators": _(
        "Assignments by state; labels given, those of work in progress too. Agreement with others "
        "compares each annotator’s submitted answers with those of everybody else."
    ),
    "coefficients": _(
        "Each from the same labels, with 95 % intervals from the same 1,000 resamples of the "
        "articles."
    ),
    "codes": _(
        "Krippendorff’s alpha of one code against all others, with its 95 % interval over articles."
    ),
    "pairs": _(
        "Each two annotators on the claims that both have coded: the share of equal answers and "
        "Cohen’s kappa, with 95 % intervals over articles."
    ),
    "confusion": _(
        "Pairs of answers to the same claim: one annotator gave the code of the row, another that "
        "of the column. The stronger the colour, the larger its share of the row."
    ),
}


@dataclass(frozen=True, slots=True)
class About:
    """A figure's title, n, method and files. `id` is unique on its page."""

    name: str
    id: str
    title: str
    count: str
    csv: str
    svg: str = ""

    @property
    def method(self) -> str:
        """How it is made."""
        return str(METHODS[self.name])
