"""What operators ask: is it alive, is it ready, what is it doing, what can be asked of it."""

import os
import time
from collections.abc import Sequence
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
from signaling.hub import Hub
from web import openapi
from web.http import JSON, conditional, content_of, json_response
from web.responses import Health
from web.shared import Shared

MIN_FREE = 64 * 1024 * 1024
"""Bytes free on the data folder's disk below which we are not ready: a minute of livestream."""
KINDS = ("audio", "video")
STATUSES = ("planned", "open", "adjourned", "closed")

log = structlog.get_logger()


class Operations:
    """The handlers and the numbers they show. Anybody may ask, so looks are shared."""

    def __init__(self, service: Service, hub: Hub, data: Path) -> None:
        self.service = service
        self.hub = hub
        self.data = data
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
        self.peers = self.gauge("relay_peers", "ICE transports in all relays.")
        self.tracks = self.gauge("relay_tracks", "Published tracks, by kind.", "kind")
        self.bitrate = self.gauge("relay_received_bits", "Received a second, by kind.", "kind")
        self.received = self.gauge("relay_packets_received", "Since the relays' start.")
        self.forwarded = self.gauge("relay_packets_forwarded", "Since the relays' start.")
        self.refused = self.gauge("relay_datagrams_refused", "From unproven addresses.")
        self.load = self.gauge("relay_load", "Busy share of the busiest relay's last second.")
        self.shed = self.gauge("relay_shed", "0-3: layers given up by the relay that gave up most.")
        self.cpu = self.gauge("relay_cpu_seconds", "User plus system, since the relays' start.")

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
        draining = self.hub.retiring
        ok = relay and store and not draining
        return Health(ok=ok, relay=relay, store=store, draining=draining)

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
        return generate_latest(self.registry)

    def show_relays(self, stats: Sequence[Stats]) -> None:
        """Sums over the relays; they fall when a relay is replaced, which Prometheus expects."""
        self.peers.set(sum(one.peers for one in stats))
        self.received.set(sum(one.packets_received for one in stats))
        self.forwarded.set(sum(one.packets_forwarded for one in stats))
        self.refused.set(sum(one.datagrams_refused for one in stats))
        self.load.set(max((one.load for one in stats), default=0.0))
        self.shed.set(max((one.shed for one in stats), default=0))
        self.cpu.set(sum(one.cpu_seconds for one in stats))
        for kind in KINDS:
            tracks = [track for one in stats for track in one.tracks if track.kind == kind]
            self.tracks.labels(kind).set(len(tracks))
            self.bitrate.labels(kind).set(sum(track.bitrate for track in tracks))

    async def openapi(self, request: Request) -> Response:
        """The description of all this."""
        return conditional(request, content_of(openapi.document()), "no-cache", JSON)
