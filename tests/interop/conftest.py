"""Fixtures of the interop tests: those of the end-to-end ones."""

from tests.end_to_end.conftest import demo, demos

__all__ = ["demo", "demos"]
