"""A whole study comes in as a new project: codebook, people, texts, claims, labels, decisions."""

from annotator.export.importing.actions.study.importing import ImportedStudy, import_study

__all__ = ["ImportedStudy", "import_study"]
