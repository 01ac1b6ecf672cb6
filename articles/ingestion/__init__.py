"""Hostile bytes in, clean article drafts out: plain Python, no database, no network."""
