"""The object store as the web process uses it: what runs, what viewers are told, how it stands."""

import asyncio
from pathlib import Path

from media.egress.bucket import Bucket
from sessions.service import Service
from signaling.hub import Hub
from web.captions import Captions
from web.live_pictures import PictureStore
from web.public import Public
from web.responses.storage import StorageStatus
from web.storage.readings import Readings, StreamStored
from web.storage.recordings import StoredRecordings
from web.storage.takes import StoredTakes
from web.storage.unsettled import Unsettled
from web.text_live import TextLive


class Storage:
    """`run` for the server's life."""

    def __init__(
        self,
        bucket: Bucket,
        public_url: str,
        service: Service,
        hub: Hub,
        directory: Path,
        public: Public,
        text: TextLive,
        captions: Captions,
        pictures: PictureStore,
        private: Bucket | None = None,
    ) -> None:
        """`public_url` is where viewers read the store, empty where they do not; `private` is
        what nobody but we can read.
        """
        self.url = public_url.rstrip("/")
        self.hub = hub
        self.recordings = StoredRecordings(bucket, service, directory, hub.on_air)
        self.readings = Readings(
            bucket, self.url, service, hub, public, text, captions, pictures, self.stream
        )
        self.takes = StoredTakes(private, service, directory) if private is not None else None

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.readings.run())
            tasks.create_task(self.recordings.run())
            if self.takes is not None:
                tasks.create_task(self.takes.run())

    async def remove(self, id: str) -> None:
        """Take a recording out of it, with speakers' own tracks; raises `StorageLost`."""
        await self.recordings.remove(id)
        if self.takes is not None:
            await self.takes.remove(id)

    def held(self) -> set[str]:
        """The consultations of which it has speakers' own tracks."""
        return set() if self.takes is None else self.takes.held

    def stream(self, id: str) -> StreamStored:
        """Whether players can have the stream there now."""
        noted = self.hub.stored().get(id)
        if noted is not None and noted.failure is not None:
            return "failing"
        return "there" if noted is not None and noted.ready else "coming"

    def place(self, id: str) -> tuple[str, bool]:
        """Where viewers read what is public, empty if that is here; whether the stream, too."""
        return (self.url, self.stream(id) == "there") if self.readings.has(id) else ("", False)

    def place_of_recording(self, id: str) -> str:
        """Where everybody may play a recording, empty if that is here."""
        there = self.stream(id) == "there" if self.hub.on_air(id) else self.recordings.has(id)
        return self.url if there else ""

    def status(self) -> StorageStatus:
        """Of everything that is put there together."""
        noted = self.hub.stored().values()
        works: list[Readings | Unsettled] = [self.readings, self.recordings.unsettled]
        works += [] if self.takes is None else [self.takes.unsettled]
        waiting = sum(one.waiting for one in works) + sum(one.waiting for one in noted)
        failing = [one for one in works if one.condition.failure]
        if failing:
            condition = failing[0].condition
            return StorageStatus(waiting, condition.failure, condition.since)
        return StorageStatus(waiting, next((n.failure for n in noted if n.failure), None))
