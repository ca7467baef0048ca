"""Drafts of captions 字幕草稿: lines not finished yet, told to whoever is here, kept nowhere."""

import math
from collections.abc import Collection

import msgspec

from sessions.config import CAPTION_LANGUAGES_MAX
from signaling.messages import CaptionDraft, CaptionDrafts, Draft

INTERVAL = 0.25
"""Seconds between two messages: whatever recognizers do, each member gets four a second."""
LASTS = 10.0
"""Seconds that a draft stands of which nothing more is heard: no sentence pauses for longer."""


class Held(msgspec.Struct, frozen=True):
    """A draft, whose it is, and when it was sent last."""

    draft: Draft
    author: str
    at: float


class Drafts:
    """One consultation's, the latest in each language. `now` is monotonic seconds.

    After each input the caller sends what `flush` answers, and calls it again at `due`.
    """

    def __init__(self) -> None:
        self._held: dict[str, Held] = {}
        """By language."""
        self._said: dict[str, Draft] = {}
        """As members were told last, but for what a finished caption has replaced since."""
        self._flush_after = -math.inf

    def take(self, author: str, message: CaptionDraft, now: float) -> None:
        """A line reads so for now; without words it is withdrawn by its author."""
        language = message.language
        held = self._held.get(language)
        if not message.text.strip():
            if held is not None and held.author == author:
                del self._held[language]
        elif held is not None or len(self._held) < CAPTION_LANGUAGES_MAX:
            draft = Draft(message.line_id, language, message.text, message.started_at)
            self._held[language] = Held(draft, author, now)

    def lost(self, author: str) -> None:
        """The author's connection is over: nobody would finish the line."""
        self._held = {id: one for id, one in self._held.items() if one.author != author}

    def settled(self, line_ids: Collection[str]) -> None:
        """These lines are finished. Members know it by the caption itself."""
        for language, one in list(self._held.items()):
            if one.draft.line_id in line_ids:
                del self._held[language]
        for language, draft in list(self._said.items()):
            if draft.line_id in line_ids:
                del self._said[language]

    def expire(self, now: float) -> None:
        """Let go of what nothing was heard of."""
        self._held = {id: one for id, one in self._held.items() if now - one.at < LASTS}

    def clear(self) -> None:
        """Nothing is being said any more."""
        self._held.clear()

    @property
    def due(self) -> float | None:
        """When what is still untold may be told; None where there is nothing."""
        return None if self._now() == self._said else self._flush_after

    def flush(self, now: float) -> CaptionDrafts | None:
        """What to tell everybody now, if anything."""
        if self.due is None or now < self._flush_after:
            return None
        self._said = self._now()
        self._flush_after = now + INTERVAL
        return CaptionDrafts(drafts=list(self._said.values()))

    def _now(self) -> dict[str, Draft]:
        return {language: one.draft for language, one in self._held.items()}
