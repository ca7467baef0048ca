"""Speakers' own tracks over HTTP: a list for staff, and each take as the file that it is."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from media.egress.errors import StorageLost
from media.egress.take_shelf import FOLDER, Take, measure, read_folder
from sessions.minutes_speeches import People, Person, timecode
from sessions.state import Consultation
from web.errors import WebError
from web.http import json_response
from web.live import Live
from web.minutes import disposition
from web.recording_access import RecordingAccess, form_token
from web.responses.recording import RecordingTake, RecordingTakes
from web.routes import API
from web.storage.takes import StoredTakes

MP4 = "video/mp4"
PIECE = 1 << 18
"""Bytes sent at once of a file that still grows."""


class Takes:
    """The handlers; `live` has the consultations' folders, `stored` what the disk may have lost."""

    def __init__(
        self, access: RecordingAccess, live: Live, stored: StoredTakes | None = None
    ) -> None:
        self.access = access
        self.live = live
        self.stored = stored

    def routes(self) -> list[BaseRoute]:
        """Beside those of the recording."""
        one = f"{API}/{{id}}/recording"
        return [
            Route(f"{one}.takes.json", self.list),
            Route(f"{one}.takes/{{take}}", self.file, methods=["GET", "POST"]),
        ]

    async def list(self, request: Request) -> Response:
        """All takes, oldest first, also those under way."""
        state = await self.access.require_staff(request)
        folder, stored = self._folder(request), await self._reachable(state)
        return json_response(await asyncio.to_thread(_takes, state, folder, stored))

    async def file(self, request: Request) -> Response:
        """One MP4, as it lies on the disk; of one under way, what there is."""
        state = await self.access.require_staff(request, await form_token(request))
        folder, name = self._folder(request), request.path_params["take"]
        takes = await asyncio.to_thread(_known, state, folder, [])
        take = next((one for one in takes if one.file == name), None)
        if take is None:
            return await self._stored_file(state, name)
        path, headers = folder / take.file, _headers(state, take)
        if take.seconds is not None:
            return FileResponse(path, headers=headers, media_type=MP4)
        whole, _ = await asyncio.to_thread(measure, path, take.lanes)
        body = _beginning(path, whole)
        return StreamingResponse(body, headers=headers, media_type=MP4)

    async def _stored_file(self, state: Consultation, name: str) -> Response:
        """What the disk has lost, whole."""
        try:
            found = await self._stored(state)
        except StorageLost as error:
            raise WebError("store_away") from error
        take = next((one for one in found if one.file == name), None)
        if take is None or self.stored is None:
            raise WebError("no_take")
        headers = _headers(state, take) | {"content-length": str(take.bytes)}
        pieces = self.stored.pieces(state.id, take)
        return StreamingResponse(pieces, headers=headers, media_type=MP4)

    async def _reachable(self, state: Consultation) -> Sequence[Take]:
        """What the object store has; nothing while it is away."""
        if self.stored is not None and self.stored.unsettled.condition.failure is None:
            with contextlib.suppress(StorageLost):
                return await self._stored(state)
        return []

    async def _stored(self, state: Consultation) -> Sequence[Take]:
        found = [] if self.stored is None else await self.stored.takes(state.id)
        return [one for one in found if one.participant_id in state.participants]

    def _folder(self, request: Request) -> Path:
        return self.live.folder(request) / FOLDER


async def _beginning(path: Path, size: int) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as file:
        while size > 0 and (data := await asyncio.to_thread(file.read, min(size, PIECE))):
            size -= len(data)
            yield data


def _headers(state: Consultation, take: Take) -> dict[str, str]:
    return {
        "cache-control": "private, no-store",
        "content-disposition": disposition(_file_name(state, take), take.file),
    }


def _known(state: Consultation, folder: Path, stored: Sequence[Take]) -> list[Take]:
    """Of one on the disk and in the store that on the disk counts: it may still grow."""
    ours = [one for one in read_folder(folder) if one.participant_id in state.participants]
    found = {one.file: one for one in [*stored, *ours]}
    return sorted(found.values(), key=lambda one: one.begins)


def _file_name(state: Consultation, take: Take) -> str:
    """By who speaks how long after the opening, so that files lie in order."""
    seconds = timecode(state, round(take.begins * 1000))
    after = f"{seconds // 3600}-{seconds // 60 % 60:02}-{seconds % 60:02}"
    return f"{state.title} {after} {_speaker(state, take).name}.mp4"


def _speaker(state: Consultation, take: Take) -> Person:
    speech = state.speeches.get(take.speech_id or "")
    return People(state).someone(take.participant_id, None if speech is None else speech.seat_id)


def _takes(state: Consultation, folder: Path, stored: Sequence[Take]) -> RecordingTakes:
    found = [_take(state, one, folder) for one in _known(state, folder, stored)]
    return RecordingTakes(takes=found, bytes=sum(one.bytes for one in found))


def _take(state: Consultation, take: Take, folder: Path) -> RecordingTake:
    speech = state.speeches.get(take.speech_id or "")
    item = None if speech is None else state.agenda.get(speech.item_id or "")
    person = _speaker(state, take)
    return RecordingTake(
        file=take.file,
        participant_id=take.participant_id,
        speaker=person.name,
        organization=person.organization,
        venue=person.venue,
        speech_id=take.speech_id,
        speech_kind=None if speech is None else speech.kind,
        title="" if item is None else item.item.title,
        began_at=round(take.begins * 1000),
        seconds=take.seconds,
        bytes=(folder / take.file).stat().st_size if take.bytes is None else take.bytes,
        sha256=take.sha256,
        cut_off=take.cut_off,
        lanes=list(take.lanes),
    )
