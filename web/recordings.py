"""Recordings over HTTP: from the beginning while they are live, and afterwards as page and file."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import msgspec
import structlog
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from media.egress.delivery import DVR, ENDED_CACHE, PLAYLIST_CACHE, PLAYLIST_TYPE
from media.egress.errors import BrokenSegment
from media.egress.movie import Mark, Movie
from media.egress.shelf import Kept
from sessions.chapters import Chapter, chapters
from sessions.recording import LIVE_TAIL_MS
from sessions.state import Consultation
from web.captions import Captions
from web.errors import WebError
from web.http import JSON, conditional, content_of
from web.live import Live
from web.minutes import disposition
from web.recording_access import RecordingAccess, form_token
from web.recording_shelf import Shelf, Shelves
from web.responses.recording import (
    RecordingCaptions,
    RecordingChapter,
    RecordingCue,
    RecordingDetail,
)
from web.routes import API
from web.vtt import timestamp

DOWNLOADS = 8
"""Files that are joined at the same time: each costs a read of the disk at the pace of whoever
takes it."""
VTT = "text/vtt; charset=utf-8"
MP4 = "video/mp4"

log = structlog.get_logger("web.recordings")
_encode = msgspec.json.Encoder().encode


class Recordings:
    """The handlers; `live` has the segments' folders."""

    def __init__(
        self, access: RecordingAccess, live: Live, shelves: Shelves, captions: Captions
    ) -> None:
        self.stored: Callable[[str], str] = lambda id: ""
        """Where an object store has a recording for everybody, empty if it has not."""
        self.access = access
        self.live = live
        self.shelves = shelves
        self.captions = captions
        self.downloads = asyncio.Semaphore(DOWNLOADS)

    def routes(self) -> list[BaseRoute]:
        """To stand before those of the segments."""
        one = f"{API}/{{id}}/recording"
        return [
            Route(f"/live/{{id}}/{DVR}", self.playlist),
            Route(f"{one}.json", self.detail),
            Route(f"{one}.chapters.vtt", self.chapters_vtt),
            Route(f"{one}.captions.{{language}}.json", self.caption_cues),
            Route(f"{one}.mp4", self.movie, methods=["GET", "POST"]),
        ]

    # --- to play ------------------------------------------------------------------------------

    async def playlist(self, request: Request) -> Response:
        """All of it from the beginning, also while it goes on."""
        state, public, shelf = await self._seen(request)
        ended = self._has_ended(request, state)
        content = await shelf.playlist(ended)
        cache = ENDED_CACHE if ended else PLAYLIST_CACHE
        cache = cache if public else "private, no-cache"
        return conditional(request, content, cache, PLAYLIST_TYPE)

    async def detail(self, request: Request) -> Response:
        """How long it is, and what is where in it; asked for again each time, as who may see it
        changes.
        """
        state, public, shelf = await self._seen(request)
        storage = self.stored(state.id) if public else ""
        detail = _detail(state, shelf, self._has_ended(request, state), storage)
        content = content_of(_encode(detail))
        cache = "public, no-cache" if public else "private, no-cache"
        return conditional(request, content, cache, JSON)

    async def chapters_vtt(self, request: Request) -> Response:
        """The chapters as WebVTT, for players that show them so."""
        state, public, shelf = await self._seen(request)
        cues = [
            f"{timestamp(round(one.at * 1000))} --> {timestamp(round(until * 1000))}\n"
            f"{_title(one)}\n\n"
            for one, until in _lasting(placed(state, shelf), shelf.timeline.seconds)
        ]
        content = content_of(("WEBVTT\n\n" + "".join(cues)).encode())
        return conditional(request, content, "public, max-age=5" if public else "no-cache", VTT)

    async def caption_cues(self, request: Request) -> Response:
        """What was said in a language, with its places in the recording."""
        state, public, shelf = await self._seen(request)
        track, _ = await self.captions.track(request)
        language = request.path_params["language"]
        names = {id: one.name for id, one in state.participants.items()}
        cues = [
            RecordingCue(
                at=shelf.timeline.at(one.started_at),
                until=shelf.timeline.at(one.ended_at),
                text=one.text,
                speaker=names.get(one.participant_id or "", ""),
                speech_id=one.speech_id,
            )
            for one in track.said(language)
        ]
        if not cues:
            raise WebError("no_captions")
        content = content_of(_encode(RecordingCaptions(language, cues)))
        cache = "public, max-age=5" if public else "private, no-cache"
        return conditional(request, content, cache, JSON)

    async def _seen(self, request: Request) -> tuple[Consultation, bool, Shelf]:
        state, public = await self.access.seen(request)
        return state, public, await self._shelf(state)

    async def _shelf(self, state: Consultation) -> Shelf:
        shelf = await self.shelves.get(state.id)
        if not shelf.kept:
            raise WebError("no_recording")
        return shelf

    def _has_ended(self, request: Request, state: Consultation) -> bool:
        """Egress says so in its own playlist; where it could not, the time does."""
        if state.status != "closed":
            return False
        last = self.live.files.read(self.live.folder(request) / "index.m3u8")
        if last is not None and last.data.rstrip().endswith(b"#EXT-X-ENDLIST"):
            return True
        return self.access.service.clock() - (state.closed_at or 0) >= LIVE_TAIL_MS

    # --- to keep ------------------------------------------------------------------------------

    async def movie(self, request: Request) -> Response:
        """One MP4 with chapters, joined as it is sent."""
        state = await self.access.require_download(request, await form_token(request))
        shelf = await self._shelf(state)
        if self.downloads.locked():
            raise WebError("too_fast", seconds=30)
        folder, kept = self.live.folder(request), list(shelf.kept)
        inits = await asyncio.to_thread(_read_inits, folder, kept)
        whole = [one for one in kept if one.init in inits]
        if not whole:
            raise WebError("no_recording")
        marks = [Mark(one.at, _title(one)) for one in placed(state, shelf)]
        seconds = sum(one.duration for one in whole)
        names = dict.fromkeys(one.init for one in whole)
        movie = Movie([inits[name] for name in names], seconds, marks)
        headers = {
            "cache-control": "private, no-store",
            "content-disposition": disposition(f"{state.title}.mp4", "recording.mp4"),
        }
        body = self._joined(folder, whole, inits, movie)
        return StreamingResponse(body, headers=headers, media_type=MP4)

    async def _joined(
        self, folder: Path, kept: Sequence[Kept], inits: dict[str, bytes], movie: Movie
    ) -> AsyncIterator[bytes]:
        async with self.downloads:
            yield movie.begin()
            for one in kept:
                try:
                    yield await asyncio.to_thread(_add, movie, inits[one.init], folder, one)
                except (OSError, BrokenSegment) as error:
                    log.warning("segment_left_out", segment=one.uri, error=str(error))
            yield movie.end()


def _add(movie: Movie, init: bytes, folder: Path, one: Kept) -> bytes:
    return movie.add(init, (folder / one.uri).read_bytes(), one.duration)


def _read_inits(folder: Path, kept: Sequence[Kept]) -> dict[str, bytes]:
    """Those that are there."""
    found = {}
    for name in {one.init for one in kept}:
        try:
            found[name] = (folder / name).read_bytes()
        except OSError as error:
            log.warning("init_lost", init=name, error=str(error))
    return found


# --- what is where ----------------------------------------------------------------------------


def placed(state: Consultation, shelf: Shelf) -> list[RecordingChapter]:
    """The chapters of the log in seconds of the recording."""
    return [_placed(one, shelf) for one in chapters(state)]


def _placed(one: Chapter, shelf: Shelf) -> RecordingChapter:
    at = shelf.timeline.at(one.began_at)
    until = None if one.ended_at is None else shelf.timeline.at(one.ended_at)
    return RecordingChapter(
        kind=one.kind,
        id=one.id,
        number=one.number,
        title=one.title,
        at=at,
        seconds=None if until is None else round(until - at, 3),
        began_at=one.began_at,
        item_id=one.item_id,
        speaker=one.speaker,
        organization=one.organization,
        venue=one.venue,
        level=one.level,
        speech_kind=one.speech_kind,
    )


def _detail(state: Consultation, shelf: Shelf, ended: bool, storage: str) -> RecordingDetail:
    return RecordingDetail(
        id=state.id,
        title=state.title,
        status=state.status,
        playlist=f"/live/{state.id}/{DVR}",
        storage=storage,
        ended=ended,
        published=state.recording.published_at is not None,
        begins=round(shelf.kept[0].begins * 1000),
        seconds=round(shelf.timeline.seconds, 3),
        bytes=shelf.bytes,
        spans=shelf.timeline.spans,
        chapters=placed(state, shelf),
        caption_languages=list(state.caption_languages),
    )


def _lasting(found: Sequence[RecordingChapter], end: float) -> list[tuple[RecordingChapter, float]]:
    """Each with where the next begins: chapters of WebVTT do not overlap."""
    starts = [*(one.at for one in found[1:]), end]
    return [(one, until) for one, until in zip(found, starts, strict=True) if until > one.at]


def _title(one: RecordingChapter) -> str:
    """In Chinese, as the minutes are; a speech by who spoke from where."""
    if one.kind == "item":
        return f"第 {one.number} 项 {one.title}"
    where = "" if one.venue in one.speaker else f"（{one.venue}）"
    return " ".join(f"{one.speaker}{where}".split())
