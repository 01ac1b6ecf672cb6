"""Freezes: a project's corpus, codebook, labels and decisions as they were at one moment."""
