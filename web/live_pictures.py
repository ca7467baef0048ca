"""Pictures of the text-and-picture live over HTTP: taken in, drawn apart, kept beside the record,
and given to anybody while a note shows them.
"""

import asyncio
import re
import secrets
import shutil
from pathlib import Path

import msgspec
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sessions import live_notes
from sessions.commands import AddLivePicture
from sessions.roles import authorize as authorize_command
from sessions.service import Service
from signaling.hub import Hub
from web.auth import authorize_staff
from web.document_types import HEAD, type_of
from web.errors import WebError
from web.http import json_response, kept_file, matches, read_body
from web.live_picture_images import WIDTHS, Drawn, Outcome, Undrawable
from web.rendering import run
from web.responses.text_live import LivePictureKept
from web.routes import API
from web.threads import to_its_end

BYTES_MAX = 15 * 1024 * 1024
"""Of one picture: a phone's largest photograph."""
UPLOAD_SECONDS = 180
"""For one picture to arrive: the largest at 0.7 Mbit/s."""
AT_ONCE = 2
"""Pictures that arrive or are drawn at the same time, from everybody together."""
FREE_BYTES = 1024 * 1024 * 1024
"""Left on the disk: the record and the livestream come first."""
INCOMING = ".incoming"
NAME = re.compile(rf"([0-9a-f]{{64}})-({'|'.join(map(str, WIDTHS))})\.webp")
KEPT = "public, max-age=31536000, immutable"
"""The name is the hash of the bytes."""

_outcome: msgspec.json.Decoder[Outcome] = msgspec.json.Decoder(Outcome)
log = structlog.get_logger("live_pictures")


class PictureStore:
    """The files of all consultations: `root/{consultation}/{sha256}/{width}.webp`.

    A folder is made whole and then put in its place. Every method blocks on the disk.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.rmtree(root / INCOMING, ignore_errors=True)  # of a server that was killed

    def begin(self) -> Path:
        """An empty folder for a picture that is about to arrive."""
        folder = self.root / INCOMING / secrets.token_hex(16)
        folder.mkdir(mode=0o700, parents=True)
        return folder

    def has_room(self) -> bool:
        """Whether the disk has."""
        self.root.mkdir(mode=0o700, exist_ok=True)
        return shutil.disk_usage(self.root).free >= FREE_BYTES

    def keep(self, consultation_id: str, sha256: str, folder: Path) -> None:
        """Put what was drawn in its place, unless it is there already."""
        target = self.root / consultation_id / sha256
        if target.is_dir():
            return
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.rename(target)

    def file(self, consultation_id: str, sha256: str, width: int) -> Path:
        """One form of a picture."""
        return self.root / consultation_id / sha256 / f"{width}.webp"


class LivePictures:
    """The handlers; `store` has the files."""

    def __init__(self, service: Service, hub: Hub, store: PictureStore) -> None:
        self.service = service
        self.hub = hub
        self.store = store
        self.places = asyncio.Semaphore(AT_ONCE)

    def routes(self) -> list[BaseRoute]:
        """Taking in below one consultation, giving out beside its livestream."""
        return [
            Route(f"{API}/{{id}}/live-pictures", self.add, methods=["POST"]),
            Route("/live/{id}/pictures/{name}", self.picture),
        ]

    async def add(self, request: Request) -> Response:
        """The body is the file; answered once it is kept in both sizes and in the record."""
        id, actor = await authorize_staff(request, self.hub)
        state = await self.service.state(id)
        authorize_command(state, actor, AddLivePicture("0" * 64, 1, 1))
        live_notes.check_room(state)
        if not await asyncio.to_thread(self.store.has_room):
            raise WebError("no_space")
        if self.places.locked():
            raise WebError("too_fast", seconds=5)
        async with self.places:
            drawn = await self._take(request, id)
        command = AddLivePicture(drawn.sha256, drawn.width, drawn.height)
        records = await self.service.execute(id, actor, command)
        seqs = [record.seq for record in records]
        return json_response(LivePictureKept(drawn.sha256, drawn.width, drawn.height, seqs), 201)

    async def _take(self, request: Request, id: str) -> Drawn:
        folder = await asyncio.to_thread(self.store.begin)
        source = folder / "source"
        try:
            data = await read_body(request, BYTES_MAX, UPLOAD_SECONDS)
            if type_of(data[:HEAD]) in (None, "application/pdf"):
                raise WebError("picture_type")
            await to_its_end(source.write_bytes, data)
            drawn = await _drawn(source, folder)
            source.unlink()
            await to_its_end(self.store.keep, id, drawn.sha256, folder)
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        return drawn

    async def picture(self, request: Request) -> Response:
        """For anybody, while a note shows it; a cache may keep it for ever."""
        match = NAME.fullmatch(request.path_params["name"])
        if match is None:
            raise WebError("no_such_page")
        state = await self.service.recorded(request.path_params["id"])
        sha256, width = match[1], int(match[2])
        if not live_notes.is_public_picture(state, sha256):
            raise WebError("no_such_page")
        headers = {"etag": f'"{sha256[:24]}-{width}"', "cache-control": KEPT}
        if matches(request.headers.get("if-none-match", ""), headers["etag"]):
            return Response(status_code=304, headers=headers)
        path = self.store.file(state.id, sha256, width)
        return kept_file(path, headers, "image/webp")


async def _drawn(source: Path, folder: Path) -> Drawn:
    """Both sizes; a process that was killed met a file that asks for too much."""
    said, status = await run("web.live_picture_images", source, folder)
    if status != 0:
        log.warning("a picture could not be drawn", status=status)
        raise WebError("picture_broken")
    outcome = _outcome.decode(said)
    if isinstance(outcome, Undrawable):
        raise WebError(outcome.reason)
    return outcome


def picture_file(sha256: str, width: int) -> str:
    """The name of a picture's file."""
    return f"{sha256}-{width}.webp"


def picture_path(consultation_id: str, sha256: str, width: int) -> str:
    """Where a picture is, as a path of this server."""
    return f"/live/{consultation_id}/pictures/{picture_file(sha256, width)}"
