"""REFI-QDA, the exchange format of programs for qualitative analysis: what both its files share."""
