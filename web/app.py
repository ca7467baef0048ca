"""The composition root: every part of the server made once, wired, run and ended in one place."""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import structlog
from msgspec.structs import replace
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from media.egress.bucket import Bucket
from media.egress.client import EgressProcess
from sessions.ballot_keys import BallotKeys
from sessions.errors import SessionError
from sessions.heads import HeadSigner
from sessions.search.keeper import SearchKeeper
from sessions.service import Service
from sessions.store import Store
from signaling.clock import SystemClock
from signaling.config import SignalingConfig
from signaling.errors import SignalingError
from signaling.hub import Hub
from signaling.messages import IceServer
from signaling.ports import Clock, StartRelay
from signaling.tokens import Tokens, load_key
from signaling.turn import Turn, ice_servers
from web.api import Api
from web.ballots import Ballots
from web.caption_ports import CaptionPorts
from web.captions import Captions
from web.config import Settings
from web.contributions import Contributions
from web.document_store import DocumentStore
from web.documents import Documents
from web.error_words import WebCode
from web.errors import WebError
from web.files import FileCache
from web.headers import AccessLog, CountRequests, SecurityHeaders
from web.http import language, problem
from web.invitations import Invitations
from web.jurisdiction import load as load_jurisdiction
from web.limiting import OpinionLimits
from web.line_checks import LineChecks
from web.live import Live
from web.live_pictures import LivePictures, PictureStore
from web.minutes import MinutesFiles
from web.minutes_template import MinutesTemplates
from web.minutes_work import MinutesWork
from web.operations import Operations
from web.outcome_documents import OutcomeDocuments
from web.outcomes import Outcomes
from web.pages import Pages, inline_scripts
from web.proof import Proofs
from web.public import Public
from web.recording_access import RecordingAccess
from web.recording_keeper import RecordingKeeper
from web.recording_shelf import Shelves
from web.recording_takes import Takes
from web.recordings import Recordings
from web.roster import RosterFiles
from web.screening import Screening
from web.search import Search
from web.sensitive_words import load as load_sensitive_words
from web.sockets import Sockets
from web.storage.storage import Storage
from web.storage.takes import ROOT as TAKES
from web.text_live import TextLive
from web.walls import Walls
from web.watch_page import WatchPage
from web.webhook_sender import Sender
from web.webhook_signing import secret_of
from web.webhooks import Webhooks
from web.whip import Whip

HTTP_CODES: dict[int, WebCode] = {
    404: "no_such_page",
    405: "method_not_allowed",
}
"""Starlette's own refusals in our words."""

log = structlog.get_logger()

Task = Callable[[], Coroutine[Any, Any, None]]

STORAGE_AGAIN = 15.0
"""Seconds until the object store's work begins anew after a bug in it."""
CHECK_SECONDS = 600
"""For which TURN credentials of a line check are good: clocks differ by some minutes."""


class Tongxin:
    """One server. Its parts are made here; `app` runs them while it is served."""

    def __init__(
        self, settings: Settings, start_relay: StartRelay, clock: Clock | None = None
    ) -> None:
        """`start_relay` as from `web.processes.relay_starter`; `clock` is the machine's."""
        clock = clock or SystemClock()
        self.settings = settings
        settings.make_data()
        self.store = Store(settings.record_url)
        self.key = load_key(settings.key_file)
        self.service = Service(
            self.store,
            clock=clock.wall,
            ballot_keys=BallotKeys(settings.ballot_keys),
            signer=HeadSigner(load_key(settings.record_key_file)),
            rules=load_jurisdiction(settings.jurisdiction),
            support_key=derived(self.key, "supports"),
            sensitive=load_sensitive_words(settings.sensitive_words),
        )
        self.walls = Walls(self.service.clock)
        self.search = SearchKeeper(self.service, settings.search_file)
        self.tokens = Tokens(self.key)
        self.signaling = signaling_config(settings)
        self.hub = Hub(
            self.service,
            self.tokens,
            self.signaling,
            start_relay,
            partial(EgressProcess, storage=settings.storage_url) if settings.live else None,
            clock,
            relays=len(settings.relay_ports),
        )
        self.webhooks = self._webhooks()
        self.minutes = MinutesFiles(self.service, self.store, self.hub, settings)
        self.pictures = PictureStore(settings.live_pictures)
        self.text = TextLive(self.service, self.hub, settings.base_url)
        self.limits = OpinionLimits(
            settings.opinions_per_address,
            settings.opinions_per_consultation,
            settings.supports_per_address,
            Proofs(derived(self.key, "proofs")),
        )
        self.public = Public(self.service, self.hub, self.limits, self.walls)
        self.captions = Captions(self.service)
        self.storage = self._storage()
        self.recordings = RecordingKeeper(
            self.service, settings.live_directory, self._take_out, self._held
        )
        self.operations = Operations(self.service, self.hub, settings.data, self.storage)
        self.files = FileCache()
        self.access = RecordingAccess(self.service, self.hub)
        self.live = Live(settings.live_directory, self.files, self.access.may_see)
        self.on_failure: Callable[[], None] = lambda: None
        """Called when a part of the server fails for good; who serves it ends it then."""
        self.app = self._app()

    def _storage(self) -> Storage | None:
        settings = self.settings
        if not settings.storage_url:
            return None
        storage = Storage(
            Bucket(settings.storage_url),
            settings.storage_public_url,
            self.service,
            self.hub,
            settings.live_directory,
            self.public,
            self.text,
            self.captions,
            self.pictures,
            Bucket(settings.storage_private_url, TAKES) if settings.storage_private_url else None,
        )
        self.public.stored = storage.place
        return storage

    async def _take_out(self, id: str) -> None:
        """Of the object store, if there is one."""
        if self.storage is not None:
            await self.storage.remove(id)

    def _held(self) -> set[str]:
        return set() if self.storage is None else self.storage.held()

    def _webhooks(self) -> Webhooks | None:
        settings = self.settings
        if not settings.webhook_urls:
            return None
        webhooks = Webhooks(
            self.store,
            Sender(private=settings.webhook_private),
            settings.webhook_urls,
            secret_of(settings.webhook_secret),
            settings.webhook_cursors,
            self.service.clock,
        )
        self.service.follow(webhooks.note)
        return webhooks

    def _app(self) -> ASGIApp:
        routed = Starlette(
            routes=self._routes(),
            exception_handlers={
                HTTPException: on_http_exception,
                WebError: on_error,
                SessionError: on_error,
                SignalingError: on_error,
                ClientDisconnect: on_disconnect,
                Exception: on_bug,
            },
            lifespan=lambda app: self.running(),
        )
        routed.router.redirect_slashes = False
        # Around Starlette and not inside it, so that its own answer to a bug has the headers too.
        app: ASGIApp = SecurityHeaders(
            routed,
            strict_transport=self.settings.tls_cert is not None,
            framed_by=self.settings.embed_origins,
            storage=self.settings.storage_origin,
            scripts=inline_scripts(),
        )
        app = AccessLog(app) if self.settings.access_log else app
        return CountRequests(app, self.operations.requests)

    def _routes(self) -> list[BaseRoute]:
        settings, base, files = self.settings, self.settings.base_url, self.files
        documents = Documents(self.service, self.hub, DocumentStore(settings.documents))
        limits, captions = self.limits, self.captions
        recordings = Recordings(self.access, self.live, Shelves(settings.live_directory), captions)
        stored = None if self.storage is None else self.storage.takes
        if self.storage is not None:
            recordings.stored = self.storage.place_of_recording
        return [
            *self.operations.routes(),
            *Screening(self.service, self.hub).routes(),
            *self.public.routes(),
            *captions.routes(),
            *CaptionPorts(self.service, self.hub, self.tokens, base).routes(),
            *Outcomes(self.service, self.hub, limits).routes(),
            *Ballots(self.service, self.hub).routes(),
            *self.minutes.routes(),
            *MinutesWork(self.service, self.hub).routes(),
            *RosterFiles(self.service, self.hub).routes(),
            *Invitations(self.service, self.hub, self.tokens, base).routes(),
            *documents.routes(),
            *OutcomeDocuments(documents).routes(),
            *MinutesTemplates(documents).routes(),
            *Api(self.service, self.hub, self.tokens, limits, base).routes(),
            *Search(self.search, self.hub, self.tokens).routes(),
            *Contributions(self.service, self.hub).routes(),
            *LineChecks(self.hub, self._ice_servers_of_a_check).routes(),
            *Whip(self.hub, self.tokens, self._ice_servers, base).routes(),
            *Sockets(self.hub, settings.allowed_origins).routes(),
            *LivePictures(self.service, self.hub, self.pictures).routes(),
            *self.text.routes(),
            *WatchPage(self.service, self._streams_from_here, files, base).routes(),
            *recordings.routes(),
            *Takes(self.access, self.live, stored).routes(),
            *self.live.routes(),
            *Pages(files).routes(),
        ]

    def _streams_from_here(self, id: str) -> bool:
        return self.hub.on_air(id) and not self.settings.storage_public_url

    def _ice_servers(self, name: str | None) -> list[IceServer]:
        wall = int(time.time() * 1000)
        return ice_servers(self.signaling.ice_servers, self.signaling.turn, name, wall)

    def _ice_servers_of_a_check(self, name: str | None) -> list[IceServer]:
        """Good for the check alone: the meeting is given others."""
        turn, wall = self.signaling.turn, int(time.time() * 1000)
        if turn is not None:
            turn = replace(turn, lifetime=min(turn.lifetime, CHECK_SECONDS))
        return ice_servers(self.signaling.ice_servers, turn, name, wall)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The lifespan, and the one owner of every task that is not a connection's."""
        await self.service.start()
        try:
            async with asyncio.TaskGroup() as tasks:
                record = tasks.create_task(self._guard("record", self.service.run))
                search = tasks.create_task(self._guard("search", self.search.run))
                hub = tasks.create_task(self._guard("hub", self.hub.run))
                told = tasks.create_task(self._tell_others())
                live = tasks.create_task(self._guard("live", self.live.run))
                kept = tasks.create_task(self.recordings.run())
                stored = tasks.create_task(self._store_objects())
                yield
                # The hub's last words still go into the record.
                for task in (live, hub, search, told, kept, stored, record):
                    task.cancel()
                    await asyncio.wait([task])
        finally:
            await self.store.close()

    async def _store_objects(self) -> None:
        """What is public, in the object store if there is one; a bug in it ends no meeting."""
        while self.storage is not None:
            try:
                await self.storage.run()
            except Exception:
                log.exception("storage ended")
            await asyncio.sleep(STORAGE_AGAIN)

    async def _tell_others(self) -> None:
        """Webhooks, whose end is no end of the server."""
        try:
            if self.webhooks is not None:
                await self.webhooks.run()
        except Exception:
            log.exception("webhooks ended")

    async def _guard(self, name: str, run: Task) -> None:
        """A part that fails takes the server down: half a server would lose the record silently."""
        try:
            await run()
        except Exception:
            log.exception("a part of the server failed", part=name)
            self.on_failure()


def derived(key: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose, from the installation's key."""
    return hashlib.blake2b(purpose.encode(), key=key[:64], digest_size=32).digest()


def fixed_servers(settings: Settings) -> tuple[IceServer, ...]:
    """What all clients are given alike, from the settings."""
    if not settings.ice_servers:
        return ()
    return (
        IceServer(
            urls=settings.ice_servers,
            username=settings.ice_username or None,
            credential=settings.ice_credential or None,
        ),
    )


def turn(settings: Settings) -> Turn | None:
    """The TURN servers that share a secret with us, from the settings."""
    if not settings.turn_urls:
        return None
    return Turn(tuple(settings.turn_urls), settings.turn_secret, settings.turn_lifetime)


def signaling_config(settings: Settings) -> SignalingConfig:
    """What the hub needs of the settings."""
    return SignalingConfig(
        live_directory=settings.live_directory,
        grace=settings.grace_seconds,
        ice_servers=fixed_servers(settings),
        turn=turn(settings),
        whep_sessions=settings.whep_sessions,
        whep_per_viewer=settings.whep_per_viewer,
        live=settings.live,
        peers_per_worker=settings.peers_per_worker,
    )


# --- errors -----------------------------------------------------------------------------------


async def on_error(request: Request, error: Exception) -> Response:
    """An error of ours, in the caller's language."""
    assert isinstance(error, WebError | SessionError | SignalingError)
    return problem(error, language(request.headers.get("accept-language", "")))


async def on_http_exception(request: Request, error: Exception) -> Response:
    """Starlette's refusals: no such route, no such method."""
    assert isinstance(error, HTTPException)
    code = HTTP_CODES.get(error.status_code, "bad_request")
    return await on_error(request, WebError(code, error.headers, detail=error.detail))


async def on_disconnect(request: Request, error: Exception) -> Response:
    """Who left before their body was here is no bug of ours, and hears no answer."""
    return await on_error(request, WebError("too_slow"))


async def on_bug(request: Request, error: Exception) -> Response:
    """A bug of ours; Starlette raises it again for the log."""
    return await on_error(request, WebError("internal"))
