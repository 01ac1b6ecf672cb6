"""Counts, agreement, and the whole document of figures."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.export.serializers.review import CountsField


@extend_schema_field(OpenApiTypes.OBJECT)
class PartField(serializers.JSONField):
    """A part of the document, as it is described in the help text."""


class StampedSerializer(serializers.Serializer):
    """Figures say of when they are."""

    made_at = serializers.DateTimeField(
        help_text="When they were made; of a large project, some time before now."
    )
    is_fresh = serializers.BooleanField(
        help_text="Whether nothing has changed since; if not, they are being made anew."
    )


class CodeCountSerializer(serializers.Serializer):
    """How often a code was given."""

    code = serializers.CharField()
    labels = serializers.IntegerField()


class VariableCountSerializer(serializers.Serializer):
    """How often each code of a variable was given."""

    variable = serializers.CharField()
    codes = CodeCountSerializer(many=True)


class PublisherCountSerializer(serializers.Serializer):
    """The counts of one publisher; the empty name stands for articles without one."""

    publisher = serializers.CharField(allow_blank=True)
    variables = VariableCountSerializer(many=True)


class AnnotatorCountSerializer(serializers.Serializer):
    """One annotator's work: assignments by state, labels given."""

    annotator = serializers.CharField()
    assignments = CountsField()
    labels = serializers.IntegerField()


class SummarySerializer(StampedSerializer):
    """How far a project is, and what was answered in submitted assignments."""

    articles = CountsField(help_text="Articles by state.")
    variables = VariableCountSerializer(many=True)
    publishers = PublisherCountSerializer(many=True)
    annotators = AnnotatorCountSerializer(many=True)


class IntervalField(serializers.ListField):
    """A 95 % interval: low, high."""

    def __init__(self) -> None:
        super().__init__(
            child=serializers.FloatField(),
            allow_null=True,
            min_length=2,
            max_length=2,
            help_text="95 % interval: low, high.",
        )


class FigureSerializer(serializers.Serializer):
    """One coefficient; `reason` says why it, or its interval, is missing."""

    value = serializers.FloatField(allow_null=True)
    interval = IntervalField()
    reason = serializers.CharField(allow_blank=True)


class CodeAgreementSerializer(serializers.Serializer):
    """Krippendorff's alpha of one code against all others."""

    code = serializers.CharField()
    alpha = serializers.FloatField(allow_null=True)
    interval = IntervalField()
    reason = serializers.CharField(allow_blank=True)
    labels = serializers.IntegerField()


class PairAgreementSerializer(serializers.Serializer):
    """Two annotators on the units that both answered."""

    annotators = serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2)
    units = serializers.IntegerField()
    percent = FigureSerializer()
    kappa = FigureSerializer(help_text="Cohen's kappa.")
    weighted_kappa = FigureSerializer(
        allow_null=True, help_text="Cohen's kappa with quadratic weights, on a ranked scale."
    )


class VariableAgreementSerializer(serializers.Serializer):
    """How far annotators agree on one variable; `reason` says why a figure is missing."""

    variable = serializers.CharField()
    metric = serializers.CharField()
    units = serializers.IntegerField(help_text="Claims (articles, items) compared.")
    universe = serializers.IntegerField(help_text="Those that two annotators have coded.")
    share = serializers.FloatField(allow_null=True, help_text="`units` among `universe`.")
    articles = serializers.IntegerField()
    annotators = serializers.IntegerField()
    labels = serializers.IntegerField()
    percent = serializers.FloatField(allow_null=True, help_text="A share, 0 to 1.")
    percent_interval = IntervalField()
    alpha = serializers.FloatField(allow_null=True, help_text="Krippendorff's alpha.")
    interval = IntervalField()
    reason = serializers.CharField(allow_null=True)
    fleiss = FigureSerializer(allow_null=True, help_text="Fleiss' kappa.")
    ac1 = FigureSerializer(allow_null=True, help_text="Gwet's AC1.")
    ac2 = FigureSerializer(allow_null=True, help_text="Gwet's AC2, on a ranked scale.")
    masi = FigureSerializer(
        allow_null=True, help_text="Alpha with the MASI distance, for several codes at once."
    )
    unitizing = FigureSerializer(
        allow_null=True,
        help_text="Whether the same words are marked, whatever the code: unitizing alpha. This and "
        "the next five are for questions that mark words.",
    )
    u_alpha = FigureSerializer(
        allow_null=True, help_text="Whether the same words get the same code, in one figure."
    )
    coding = FigureSerializer(
        allow_null=True, help_text="Whether words that two have marked get the same code."
    )
    span_f1 = FigureSerializer(allow_null=True, help_text="F1 of marks that overlap.")
    span_f1_exact = FigureSerializer(allow_null=True, help_text="F1 of marks of the same place.")
    boundary_f1 = FigureSerializer(allow_null=True, help_text="F1 of beginnings and ends.")
    codes = CodeAgreementSerializer(many=True)
    pairs = PairAgreementSerializer(many=True)


class AgreementSerializer(StampedSerializer):
    """Agreement over submitted labels."""

    variables = VariableAgreementSerializer(many=True)


class ConfusionSerializer(serializers.Serializer):
    """Pairs of answers of two annotators to the same unit, by the codes they gave."""

    codes = serializers.ListField(child=serializers.CharField())
    counts = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    units = serializers.IntegerField()


class OneAgreementSerializer(StampedSerializer, VariableAgreementSerializer):
    """All about the agreement on one variable."""

    confusion = ConfusionSerializer(allow_null=True)


class FiguresSerializer(StampedSerializer):
    """Every figure of the review pages."""

    filters = serializers.DictField(child=serializers.CharField())
    labels = serializers.IntegerField(help_text="Labels that count.")
    articles = serializers.IntegerField(help_text="Articles that are chosen.")
    copies_left_out = serializers.IntegerField(
        help_text="Near copies in the project that do not count, since each group counts once."
    )
    coverage = PartField(help_text="`states`, and `publishers` by the `weeks` of publication.")
    cutting = PartField(
        help_text="First cut into claims against the one that stands, where people `changed` it."
    )
    agreement = VariableAgreementSerializer(many=True)
    confusion = PartField(help_text="By variable; see the agreement on one variable.")
    distribution = PartField(help_text="By variable: `code`, `labels`, `share`, `interval`.")
    mix = PartField(help_text="The same by publisher; no shares where articles are too few.")
    disputes = PartField(help_text="`disputed`, `open`, and the most disputed ones in `top`.")
    aggregation = PartField(help_text="By variable: answers by majority and by Dawid-Skene.")
    annotators = serializers.ListField(
        child=PartField(), help_text="What each annotator did, and how far others agree."
    )


class AggregateSerializer(serializers.Serializer):
    """One claim (or article, `claim` is null then) and what its answers come to."""

    article = serializers.IntegerField()
    claim = serializers.IntegerField(allow_null=True)
    distribution = CountsField(help_text="Annotators by code.")
    answer = serializers.CharField(allow_null=True, help_text="A code; null for a tie.")
    posterior = serializers.DictField(
        child=serializers.FloatField(),
        allow_null=True,
        help_text="How likely each code is the true one, by Dawid and Skene's method.",
    )


class AggregatesSerializer(serializers.Serializer):
    """A page of units, and how they were put together."""

    made_at = serializers.DateTimeField()
    variable = serializers.CharField()
    method = serializers.CharField()
    units = serializers.IntegerField(help_text="On all pages.")
    seed = serializers.IntegerField(allow_null=True)
    converged = serializers.BooleanField(allow_null=True)
    iterations = serializers.IntegerField(allow_null=True)
    warning = serializers.CharField(allow_blank=True, help_text="Why to be careful.")
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = AggregateSerializer(many=True)
