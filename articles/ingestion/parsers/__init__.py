"""Parsers that run alone in a confined process: plain Python, no Django, nothing of the site."""
