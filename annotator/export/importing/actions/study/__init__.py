"""A whole study comes in as a new project: codebook, people, texts, claims, labels, decisions."""

from annotator.export.importing.actions.study.importing import (
    MAX_WAITED_FOR,
    ImportedStudy,
    import_study,
)

__all__ = ["MAX_WAITED_FOR", "ImportedStudy", "import_study"]
