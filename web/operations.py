"""What operators ask: is it alive, is it ready, what is it doing, what can be asked of it."""

import os
import time
from collections.abc import Mapping
from pathlib import Path

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from media.messages import Stats
from sessions.errors import SessionError
from sessions.service import Service
from signaling.connections import BANDS, Band, Way
from signaling.hub import Hub
from web import openapi
from web.http import JSON, conditional, content_of, json_response
from web.responses.operations import Health
from web.shared import Shared
from web.storage.storage import Storage

MIN_FREE = 64 * 1024 * 1024
"""Bytes free on the data folder's disk below which we are not ready: a minute of livestream."""
KINDS = ("audio", "video")
WAYS: tuple[Way, ...] = ("up", "down")
WORKER_FIGURES = (
    ("peers", "peers", "ICE transports."),
    ("packets_received", "packets_received", "RTP, since the relay's start."),
    ("packets_forwarded", "packets_forwarded", "RTP, since the relay's start."),
    ("bytes_received", "bytes_received", "Of RTP, since the relay's start."),
    ("bytes_sent", "bytes_sent", "Of RTP, since the relay's start."),
    ("datagrams_refused", "datagrams_refused", "From unproven addresses."),
    ("cpu_seconds", "cpu_seconds", "User plus system, since the relay's start."),
    ("load", "load", "Busy share of the last second, 0-1."),
    ("shed", "shed", "What is given up for the load, 0-3."),
    ("nacked", "packets_asked_again", "Of publishers, by NACK."),
    ("nacks", "packets_wanted_again", "By subscribers, by NACK."),
    ("resent", "packets_resent", "To subscribers, mostly by RTX."),
    ("key_frames_asked", "key_frames_asked", "PLI and FIR to publishers."),
    ("key_frames_wanted", "key_frames_wanted", "PLI and FIR from subscribers."),
    ("events_waiting", "events_waiting", "For the hub, in the relay."),
)
"""Of each relay worker: the field of `Stats`, the metric's name after `relay_`, its help."""
STATUSES = ("planned", "open", "adjourned", "closed")

log = structlog.get_logger()


class Operations:
    """The handlers and the numbers they show. Anybody may ask, so looks are shared."""

    def __init__(
        self, service: Service, hub: Hub, data: Path, storage: Storage | None = None
    ) -> None:
        self.service = service
        self.hub = hub
        self.data = data
        self.storage = storage
        self.clock = time.monotonic
        self.health = Shared(self.look, lambda: self.clock())
        self.text = Shared(self.count, lambda: self.clock())
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "tongxin_http_requests", "Requests answered.", ["method", "status"],
            registry=self.registry,
        )  # fmt: skip
        ProcessCollector(registry=self.registry)
        self.consultations = self.gauge("consultations", "By status.", "status")
        self.connected = self.gauge("participants_connected", "By WebSocket.")
        self.relays = self.gauge("relay_workers", "Relay processes that run.")
        self.workers = {
            field: self.gauge(f"relay_{name}", text, "worker")
            for field, name, text in WORKER_FIGURES
        }
        self.tracks = self.gauge("relay_tracks", "Published tracks, by kind.", "kind")
        self.bitrate = self.gauge("relay_received_bits", "Received a second, by kind.", "kind")
        self.lost = self.gauge("relay_packets_lost", "Of published tracks, for good.", "kind")
        if storage is not None:
            self.objects = self.gauge("storage_waiting", "Objects the object store lacks.")
            self.failing = self.gauge("storage_failing", "Whether it fails: 0 or 1.")
        self.lines = self.gauge(
            "lines", "Transports, by way and percent of loss up to `loss`.", "way", "loss"
        )

    def gauge(self, name: str, text: str, *labels: str) -> Gauge:
        """A gauge of ours."""
        return Gauge(f"tongxin_{name}", text, labels, registry=self.registry)

    def routes(self) -> list[BaseRoute]:
        """All at the root."""
        return [
            Route("/healthz", self.healthz),
            Route("/readyz", self.readyz),
            Route("/metrics", self.metrics),
            Route("/openapi.json", self.openapi),
        ]

    async def healthz(self, request: Request) -> Response:
        """The process serves; a supervisor that gets no answer restarts it."""
        return json_response(await self.health.get())

    async def readyz(self, request: Request) -> Response:
        """Whether a load balancer should send people here."""
        health = await self.health.get()
        return json_response(health, 200 if health.ok else 503)

    async def look(self) -> Health:
        """Relay and record as they are now."""
        relay = bool(self.hub.relay_pids)
        store = await self.store_ready()
        draining = self.hub.meetings.retiring
        ok = relay and store and not draining
        stored = None if self.storage is None else self.storage.status()
        return Health(ok=ok, relay=relay, store=store, draining=draining, storage=stored)

    async def store_ready(self) -> bool:
        """The record answers, and the disk takes more of it."""
        try:
            await self.service.consultations()
            disk = os.statvfs(self.data)
        except (SessionError, OSError) as error:
            log.warning("store is not ready", error=str(error))
            return False
        writable = os.access(self.data, os.W_OK)
        return writable and disk.f_bavail * disk.f_frsize >= MIN_FREE

    async def metrics(self, request: Request) -> Response:
        """Prometheus' text format: counts alone, nothing of what anybody said."""
        headers = {"cache-control": "no-store"}
        text = await self.text.get()
        return Response(text, 200, headers, media_type=CONTENT_TYPE_PLAIN_0_0_4)

    async def count(self) -> bytes:
        """All numbers as they are now."""
        counts = dict.fromkeys(STATUSES, 0)
        for one in await self.service.consultations():
            counts[one.status] += 1
        for status, count in counts.items():
            self.consultations.labels(status).set(count)
        self.connected.set(sum(self.hub.connected().values()))
        self.relays.set(len(self.hub.relay_pids))
        self.show_relays(await self.hub.relay_stats())
        self.show_lines(self.hub.line_counts())
        if self.storage is not None:
            stored = self.storage.status()
            self.objects.set(stored.waiting)
            self.failing.set(stored.failure is not None)
        return generate_latest(self.registry)

    def show_relays(self, stats: Mapping[int, Stats]) -> None:
        """By worker; figures fall when a relay is replaced, which Prometheus expects."""
        for field, gauge in self.workers.items():
            gauge.clear()
            for number, one in stats.items():
                gauge.labels(str(number)).set(getattr(one, field))
        every = [track for one in stats.values() for track in one.tracks]
        for kind in KINDS:
            tracks = [track for track in every if track.kind == kind]
            self.tracks.labels(kind).set(len(tracks))
            self.bitrate.labels(kind).set(sum(track.bitrate for track in tracks))
            self.lost.labels(kind).set(sum(track.lost for track in tracks))

    def show_lines(self, counts: Mapping[tuple[Way, Band], int]) -> None:
        """Whoever they are: a metric per participant would grow without bound."""
        for way in WAYS:
            for band in BANDS:
                self.lines.labels(way, band).set(counts.get((way, band), 0))

    async def openapi(self, request: Request) -> Response:
        """The description of all this."""
        return conditional(request, content_of(openapi.document()), "no-cache", JSON)
