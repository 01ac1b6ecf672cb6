"""Exports in the background: asked for, written by the worker, fetched, thrown away."""
