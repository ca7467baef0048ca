"""A local server that speaks S3 (moto), with buckets; it can be killed and brought back."""

import contextlib
import itertools
import json
import logging
import os
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from email.message import Message

from moto.server import ThreadedMotoServer

PREFIX = "here"
AWS = {
    "AWS_ALLOW_HTTP": "true",
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
}
SIGNED = "AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/s3/aws4_request, SignedHeaders=host"
"""Enough for moto, which looks who it is and checks no signature."""
_numbers = itertools.count()


class ObjectStore:
    """A bucket of its own that anybody may read, at an address that stays the same."""

    def __init__(self) -> None:
        self.bucket = f"bucket-{next(_numbers)}"
        self.port = 0
        self._server: ThreadedMotoServer | None = None
        self.start()

    def start(self) -> None:
        """Listen; what was put before is still there."""
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._server = ThreadedMotoServer("127.0.0.1", self.port, verbose=False)
        self._server.start()
        self.port = self._server.get_host_and_port()[1]

    def kill(self) -> None:
        """Answer nobody any more."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def make(self) -> None:
        """Make the bucket, and one that nobody may read without a key."""
        policy = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": "*",
                    "Action": "s3:GetObject",
                    "Resource": f"arn:aws:s3:::{self.bucket}/*",
                }
            ],
        }
        public = json.dumps(policy).encode()
        for path, body in (("", b""), ("?policy", public), ("-private", b"")):
            headers = {"Authorization": SIGNED, "Content-Type": "application/json"}
            where = f"{self.address}/{self.bucket}{path}"
            request = urllib.request.Request(where, body, headers, method="PUT")
            urllib.request.urlopen(request).close()

    @property
    def address(self) -> str:
        """The server's own."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """As in the setting `storage_url`."""
        return f"s3://{self.bucket}/{PREFIX}"

    @property
    def private_url(self) -> str:
        """As in the setting `storage_private_url`."""
        return f"s3://{self.bucket}-private/{PREFIX}"

    @property
    def public_url(self) -> str:
        """As in the setting `storage_public_url`: what a CDN would be told to fetch from."""
        return f"{self.address}/{self.bucket}/{PREFIX}"

    @property
    def environment(self) -> Mapping[str, str]:
        """What a server needs beside the setting."""
        return {**AWS, "AWS_ENDPOINT_URL": self.address}

    def status(self, bucket: str, path: str) -> int:
        """What anybody without a key is answered who asks for an object."""
        try:
            with urllib.request.urlopen(f"{self.address}/{bucket}/{PREFIX}/{path}") as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def read(self, path: str) -> tuple[bytes, Message] | None:
        """An object and its headers as anybody gets them; None where there is none."""
        try:
            with urllib.request.urlopen(f"{self.public_url}/{path}") as answer:
                return bytes(answer.read()), answer.headers
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
            return None


@contextlib.contextmanager
def object_store() -> Iterator[ObjectStore]:
    """With its bucket, and this process's environment set to it."""
    store = ObjectStore()
    before = dict(os.environ)
    os.environ.update(store.environment)
    try:
        store.make()
        yield store
    finally:
        os.environ.clear()
        os.environ.update(before)
        store.kill()
