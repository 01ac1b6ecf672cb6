"""The tables of the product: each room defines its own, Django finds them here."""

from annotator.annotation.models import (
    Assignment,
    AssignmentEvent,
    Flag,
    Label,
    LabelEvent,
    Step,
)
from annotator.codebook.models import Code, Codebook, CodebookVersion, Preset, Variable
from annotator.export.models import Export, Freeze, FrozenArticle, LabelImport
from annotator.projects.models import (
    ArticleImport,
    Feed,
    FeedEntry,
    ImportItem,
    Invitation,
    Membership,
    Project,
    ProjectArticle,
)
from annotator.review.models import (
    Adjudication,
    AdjudicationEvent,
    DecisionStep,
    KeptFigures,
)

__all__ = [
    "Adjudication",
    "AdjudicationEvent",
    "ArticleImport",
    "Assignment",
    "AssignmentEvent",
    "Code",
    "Codebook",
    "CodebookVersion",
    "DecisionStep",
    "Export",
    "Feed",
    "FeedEntry",
    "Flag",
    "Freeze",
    "FrozenArticle",
    "ImportItem",
    "Invitation",
    "KeptFigures",
    "Label",
    "LabelEvent",
    "LabelImport",
    "Membership",
    "Preset",
    "Project",
    "ProjectArticle",
    "Step",
    "Variable",
]
