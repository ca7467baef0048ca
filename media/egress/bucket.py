"""A bucket of an S3-compatible object store: objects put, listed, deleted; failures in our words.

Below `live/{consultation}/` names are as below the server's own `/live/{consultation}/`, so that an
address in a CDN differs from ours by what stands before that. What is not public lies in a bucket
of its own, below another root.
"""

import os
from collections.abc import Collection

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import ObjectStore, from_url

from media.egress.delivery import Headers
from media.egress.errors import StorageFailure, StorageLost

REQUEST_TIMEOUT = "10s"
"""For one request: a segment of 1 MB at 1 Mbit/s."""
DELETED_AT_ONCE = 1000
"""Names in one request (S3's DeleteObjects)."""
ROOT = "live"
"""Of what is public."""


class Bucket:
    """The store at `s3://bucket/prefix`; every method raises `StorageLost`.

    Endpoint and credentials are the environment's `AWS_…`.
    """

    def __init__(self, url: str, root: str = ROOT) -> None:
        allow_http = os.environ.get("AWS_ALLOW_HTTP", "").lower() == "true"  # else it is not read
        self._root = root
        self._store: ObjectStore = from_url(
            url,
            client_options={"timeout": REQUEST_TIMEOUT, "allow_http": allow_http},
            retry_config={"max_retries": 0},
        )

    async def put(self, consultation: str, name: str, data: bytes, headers: Headers) -> None:
        """`data` under `name`, whole or not at all."""
        attributes = {"Content-Type": headers.media_type, "Cache-Control": headers.cache}
        try:
            await obstore.put_async(
                self._store,
                f"{self._root}/{consultation}/{name}",
                data,
                attributes=attributes,
                use_multipart=False,
            )
        except (BaseError, OSError, ValueError) as error:
            raise StorageLost(failure_of(error)) from error

    async def get(self, consultation: str, name: str) -> bytes | None:
        """What is under `name`; None where there is nothing."""
        try:
            found = await obstore.get_async(self._store, f"{self._root}/{consultation}/{name}")
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            return None
        except (BaseError, OSError, ValueError) as error:
            raise StorageLost(failure_of(error)) from error

    async def names(self, consultation: str) -> dict[str, str]:
        """What is there, each with its entity tag without quotes (the MD5 of its bytes in S3)."""
        path = f"{self._root}/{consultation}/"
        found = {}
        try:
            async for some in obstore.list(self._store, path):
                for one in some:
                    found[one["path"].removeprefix(path)] = (one["e_tag"] or "").strip('"')
        except (BaseError, OSError, ValueError) as error:
            raise StorageLost(failure_of(error)) from error
        return found

    async def consultations(self) -> set[str]:
        """Those of which anything is there."""
        try:
            listed = await obstore.list_with_delimiter_async(self._store, f"{self._root}/")
        except (BaseError, OSError, ValueError) as error:
            raise StorageLost(failure_of(error)) from error
        return {path.rpartition("/")[2] for path in listed["common_prefixes"]}

    async def delete(self, consultation: str, names: Collection[str]) -> None:
        """Those of `names` that are there."""
        paths = [f"{self._root}/{consultation}/{name}" for name in names]
        try:
            for at in range(0, len(paths), DELETED_AT_ONCE):
                await obstore.delete_async(self._store, paths[at : at + DELETED_AT_ONCE])
        except (BaseError, OSError, ValueError) as error:
            raise StorageLost(failure_of(error)) from error


def failure_of(error: Exception) -> StorageFailure:
    """What went wrong, as far as an operator can do something about it."""
    if isinstance(error, PermissionDeniedError | UnauthenticatedError):
        return "denied"
    if isinstance(error, FileNotFoundError) or "NoSuchBucket" in str(error):
        return "missing"
    return "unreachable"
