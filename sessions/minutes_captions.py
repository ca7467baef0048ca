"""The part of the minutes about what was said: captions, under their speeches and items."""

from collections.abc import Mapping, Sequence

import msgspec

from sessions.caption_lines import Said
from sessions.types import Participant


class CaptionLine(msgspec.Struct, frozen=True, gc=False):
    """A caption as it reads in the end, in one of the languages. Times are Unix ms."""

    language: str
    text: str
    started_at: int
    ended_at: int
    speaker: str = ""
    """Who spoke, where that is not the speech's holder and was said."""


class CaptionLines:
    """All of a consultation's, by the speech or the item that each was said under."""

    def __init__(self, participants: Mapping[str, Participant], said: Sequence[Said]) -> None:
        self._participants = participants
        self._by_speech: dict[str, list[Said]] = {}
        self._by_item: dict[str | None, list[Said]] = {}
        for one in said:
            if one.speech_id is not None:
                self._by_speech.setdefault(one.speech_id, []).append(one)
            else:
                self._by_item.setdefault(one.item_id, []).append(one)

    def of_speech(self, speech_id: str, holder: str) -> list[CaptionLine]:
        """What was said in a speech of `holder`'s."""
        return [self._line(one, holder) for one in self._by_speech.get(speech_id, [])]

    def of_item(self, item_id: str | None) -> list[CaptionLine]:
        """What was said outside of speeches while an item ran, or none."""
        return [self._line(one, None) for one in self._by_item.get(item_id, [])]

    def _line(self, said: Said, holder: str | None) -> CaptionLine:
        named = said.speaker if said.speaker != holder else None
        speaker = self._participants[named].name if named else ""
        return CaptionLine(said.language, said.text, said.started_at, said.ended_at, speaker)
