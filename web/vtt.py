"""Captions as a WebVTT file (W3C, WebVTT 1), timed from the opening of the consultation."""

from collections.abc import Iterable
from html import escape

from sessions.events import CaptionAdded

SHORTEST_MS = 1
"""A cue must end after it begins."""


def web_vtt(captions: Iterable[CaptionAdded], opened_at: int) -> str:
    """A cue for each, in the order in which they began; `opened_at` is Unix ms."""
    ordered = sorted(captions, key=lambda one: one.started_at)
    return "WEBVTT\n\n" + "".join(_cue(one, opened_at) for one in ordered)


def _cue(caption: CaptionAdded, opened_at: int) -> str:
    began = caption.started_at - opened_at
    ended = max(caption.ended_at - opened_at, began + SHORTEST_MS)
    words = escape(" ".join(caption.text.split()), quote=False)
    return f"{timestamp(began)} --> {timestamp(ended)}\n{words}\n\n"


def timestamp(ms: int) -> str:
    """`ms` as WebVTT writes times."""
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{ms:03}"
