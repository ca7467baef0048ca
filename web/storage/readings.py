"""The public's readings in an object store: wall, now, captions, text and pictures, as here.

What is there is made equal to what the server would answer, the newest alone: what was taken back
is gone with the next round, also what a server that was killed had put there.
"""

import asyncio
import hashlib
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import msgspec
import structlog

from media.egress.bucket import Bucket
from media.egress.delivery import Headers
from media.egress.errors import StorageLost
from sessions.errors import Language, Refused, SessionError
from sessions.events import Record
from sessions.live_notes import shown_pictures
from sessions.service import Service
from sessions.state import Consultation
from sessions.summaries import Summary
from signaling.hub import Hub
from web.captions import LATEST_CACHE as CAPTIONS_CACHE
from web.captions import Captions
from web.http import JSON, Content, content_of
from web.live_picture_images import WIDTHS
from web.live_pictures import KEPT as PICTURE_CACHE
from web.live_pictures import PictureStore, picture_file
from web.public import CHUNK_CACHE, NOW_CACHE, WALL_CACHE, Public
from web.storage.condition import Condition
from web.text_live import ATOM, TextLive
from web.text_live import CACHE as TEXT_CACHE

OURS = re.compile(
    r"wall(-\d+|-head)?\.json|(now|captions)\.json|text(\.en)?\.(json|atom)|pictures/[0-9a-f]{64}-\d+\.webp"
)
"""Names that are put here, and so deleted here."""
EVERY = 1.0
"""Seconds between rounds: `now.json` may be kept for as long."""
HEARTBEAT = 10.0
"""Seconds after which `now.json` is put again though nothing changed: viewers take an older one for
that of a server which does not reach the store any more, and ask the server itself."""
FOLLOWED_MS = 24 * 3600 * 1000
"""Before it is to begin and after it has closed, in which a consultation is kept up to date."""
A_ROUND = 20
"""Consultations in one round of those that nobody follows; after a start all in the store are."""

log = structlog.get_logger("web.storage")

File = tuple[Content, Headers]
Beside = tuple[bool, bool, bool]
"""On air, with its stream in the store, rehearsed."""
StreamStored = Literal["coming", "there", "failing"]
"""A stream that is coming has not been put whole yet."""


class Known(msgspec.Struct):
    """What of one consultation is in the store."""

    names: dict[str, str | None]
    """With the entity tags of our own contents, or the MD5 that the store tells of others; None: it
    may be there, for nobody answered whether it was put."""
    beside: Beside = (False, False, False)
    put_at: float = 0.0
    is_behind: bool = True


class Readings:
    """`run` keeps them; it is told of every commit."""

    def __init__(
        self,
        bucket: Bucket,
        url: str,
        service: Service,
        hub: Hub,
        public: Public,
        text: TextLive,
        captions: Captions,
        pictures: PictureStore,
        stream: Callable[[str], StreamStored],
    ) -> None:
        """`url` is where viewers read the store, `stream` whether it has one's stream."""
        self.bucket = bucket
        self.url = url
        self.service = service
        self.hub = hub
        self.public = public
        self.text = text
        self.captions = captions
        self.pictures = pictures
        self.stream = stream
        self.condition = Condition()
        self._known: dict[str, Known] = {}
        self._changed: set[str] = set()
        self._left: set[str] = set()
        """What was there at the start and is nobody's to watch now: looked at once, by and by."""
        self._begun = False
        service.follow(self.note)

    @property
    def waiting(self) -> int:
        """Consultations of which something is still to be put or deleted."""
        return len(self._changed)

    def has(self, id: str) -> bool:
        """Whether viewers may read them there."""
        known = self._known.get(id)
        return known is not None and known.put_at > 0 and self.condition.failure is None

    def note(self, consultation_id: str, records: Sequence[Record]) -> None:
        """Take what was committed."""
        self._changed.add(consultation_id)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.round()
            except StorageLost as error:
                if self.condition.failed(error.failure, self.service.clock()):
                    log.error("storage_lost", what="readings", failure=error.failure)
                await asyncio.sleep(self.condition.pause)
                continue
            if self.condition.worked():
                log.info("storage_back", what="readings")
            await asyncio.sleep(EVERY)

    async def round(self) -> None:
        """Put and delete what is due now; raises `StorageLost`, and is taken up again then."""
        if not self._begun:
            await self._begin()
        for id in self._due():
            self._left.discard(id)
            self._changed.discard(id)  # what is committed from here on counts again
            try:
                await self._see_to(id)
            except Refused:  # of another record, which is not ours to change
                self._known.pop(id, None)
            except StorageLost:
                self._changed.add(id)
                raise
            except (SessionError, OSError) as error:
                self._changed.add(id)
                log.warning("readings_not_put", consultation=id, error=str(error))

    async def _begin(self) -> None:
        """What a server that was killed left there is looked at once."""
        now = self.service.clock()
        self._left |= await self.bucket.consultations()
        try:
            listed = await self.service.consultations()
        except SessionError as error:
            log.warning("consultations_not_read", error=str(error))
            return
        self._changed |= {one.id for one in listed if is_followed(one, now)}
        self._begun = True

    def _due(self) -> list[str]:
        """What viewers may be reading first, however many others there are."""
        followed = [id for id, known in self._known.items() if self._is_due(id, known)]
        changed = sorted(self._changed - self._known.keys())
        left = sorted(self._left - self._changed - self._known.keys())
        return [*followed, *changed, *left[:A_ROUND]]

    def _is_due(self, id: str, known: Known) -> bool:
        return (
            id in self._changed
            or known.is_behind
            or time.monotonic() - known.put_at >= HEARTBEAT
            or known.beside != self._beside(id)
        )

    def _beside(self, id: str) -> Beside:
        """What `now.json` says there beside the log.

        It is on air when the stream is there: else all who wait would come here for it.
        """
        stream = self.stream(id)
        on_air = self.hub.on_air(id) and stream != "coming"
        return on_air, stream == "there", self.service.rehearses(id)

    async def _see_to(self, id: str) -> None:
        state = await self.service.recorded(id)
        known = self._known.get(id)
        if known is None:
            names = await self.bucket.names(id)
            known = Known({name: tag for name, tag in names.items() if OURS.fullmatch(name)})
        now = self.service.clock()
        followed = is_followed(state, now)
        if followed:
            self._known[id] = known
        await self._put_all(state, known, self.url if followed else "")
        if not followed:
            self._known.pop(id, None)

    async def _put_all(self, state: Consultation, known: Known, url: str) -> None:
        beside = self._beside(state.id)
        # Before the wall, whose chunks it counts.
        now = self.public.now_of(state, beside[0], url, beside[1])
        files, pictures = await self._files(state), self._pictures(state)
        await self._delete(state.id, known, {*files, *pictures, "now.json"})
        for name, path in pictures.items():
            if known.names.get(name) is None:
                await self._put_picture(state.id, known, name, path)
        for name, (content, headers) in files.items():
            await self._put(state.id, known, name, content, headers)
        if time.monotonic() - known.put_at >= HEARTBEAT:
            known.names.pop("now.json", None)
        await self._put(state.id, known, "now.json", content_of(now), Headers(JSON, NOW_CACHE))
        known.is_behind, known.beside = self.public.walls.look(state).is_behind, beside

    async def _files(self, state: Consultation) -> dict[str, File]:
        """In the order in which they are put: the wall's head names its chunks."""
        wall = self.public.walls.look(state)
        chunk = Headers(JSON, CHUNK_CACHE)
        files: dict[str, File] = {name: (one, chunk) for name, one in wall.chunks.items()}
        files["wall-head.json"] = wall.head, Headers(JSON, NOW_CACHE)
        files["wall.json"] = wall.snapshot, Headers(JSON, WALL_CACHE)
        infixes: dict[Language, str] = {"zh-CN": "", "en": ".en"}
        for language, infix in infixes.items():
            data, feed = await self.text.newest(state, language)
            files[f"text{infix}.json"] = data, Headers(JSON, TEXT_CACHE)
            files[f"text{infix}.atom"] = feed, Headers(ATOM, TEXT_CACHE)
        captions = await self.captions.track_of(state)
        files["captions.json"] = captions.latest(), Headers(JSON, CAPTIONS_CACHE)
        return files

    def _pictures(self, state: Consultation) -> dict[str, Path]:
        return {
            f"pictures/{picture_file(sha256, width)}": self.pictures.file(state.id, sha256, width)
            for sha256 in shown_pictures(state)
            for width in WIDTHS
        }

    async def _delete(self, id: str, known: Known, kept: set[str]) -> None:
        if gone := known.names.keys() - kept:
            await self.bucket.delete(id, gone)
            for name in gone:
                del known.names[name]

    async def _put_picture(self, id: str, known: Known, name: str, path: Path) -> None:
        try:
            data = await asyncio.to_thread(path.read_bytes)
        except FileNotFoundError:
            return  # lost here, too
        known.names[name] = None
        await self.bucket.put(id, name, data, Headers("image/webp", PICTURE_CACHE))
        known.names[name] = ""

    async def _put(
        self, id: str, known: Known, name: str, content: Content, headers: Headers
    ) -> None:
        there = known.names.get(name)
        if there == content.etag:
            return
        if there is None or there != hashlib.md5(content.data, usedforsecurity=False).hexdigest():
            known.names[name] = None
            await self.bucket.put(id, name, content.data, headers)
            if name == "now.json":
                known.put_at = time.monotonic()
        known.names[name] = content.etag


def is_followed(one: Consultation | Summary, now_ms: int) -> bool:
    """Whether viewers may come to a consultation any moment."""
    if one.status in ("open", "adjourned"):
        return True
    return abs(now_ms - (one.closed_at or one.scheduled_at)) < FOLLOWED_MS
