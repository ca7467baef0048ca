"""A server whose public readings and recordings go to a local server that speaks S3 (moto)."""

import asyncio
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from tests.support.object_store import ObjectStore, object_store
from tests.web.conftest import Site
from web.config import Settings
from web.storage.storage import Storage


@pytest.fixture
def store() -> Iterator[ObjectStore]:
    with object_store() as made:
        yield made


@pytest.fixture
def settings(settings: Settings, store: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The store is set, and `live` is not: what egress puts is tested with egress. Nothing is put
    but by the rounds that a test makes.
    """

    async def wait(storage: Storage) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(Storage, "run", wait)
    changes = {
        "storage_url": store.url,
        "storage_public_url": store.public_url,
        "storage_private_url": store.private_url,
    }
    return settings.model_copy(update=changes)


def storage_of(site: Site) -> Storage:
    """The server's."""
    storage = site.tongxin.storage
    assert storage is not None
    return storage


def stored(store: ObjectStore, site: Site, name: str) -> Any:
    """A JSON object of the consultation as anybody reads it; None where there is none."""
    found = store.read(f"live/{site.id}/{name}")
    return None if found is None else msgspec.json.decode(found[0])
