"""The private keys of secret ballots while they are open: files for the owner alone, or memory."""

import asyncio
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from sessions.blind import new_key
from sessions.errors import Unavailable


class BallotKeys:
    """Keys by name. With a folder they outlive the process, as an open ballot must."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._keys: dict[str, RSAPrivateKey] = {}

    async def make(self, name: str) -> RSAPrivateKey:
        """A fresh key, on disk when it is answered; the same for a name that has one already."""
        known = await self.get(name)
        if known is not None:
            return known
        key = await asyncio.to_thread(new_key)
        self._keys[name] = key
        if self._folder is not None:
            try:
                await asyncio.to_thread(_write, self._folder, name, key)
            except OSError as error:
                raise Unavailable("record_unavailable") from error
        return key

    async def get(self, name: str) -> RSAPrivateKey | None:
        """The key, if it is there."""
        if name not in self._keys and self._folder is not None:
            path = self._folder / name
            try:
                key = load_der_private_key(await asyncio.to_thread(path.read_bytes), None)
            except (OSError, ValueError):
                return None
            assert isinstance(key, RSAPrivateKey)
            self._keys[name] = key
        return self._keys.get(name)

    async def names(self) -> list[str]:
        """Of all keys that are there."""
        if self._folder is None or not self._folder.is_dir():
            return list(self._keys)
        return [path.name for path in self._folder.iterdir() if not path.name.startswith(".")]

    async def destroy(self, name: str) -> None:
        """Nobody signs with it any more. The file is written over first, for what that is worth."""
        self._keys.pop(name, None)
        if self._folder is not None:
            await asyncio.to_thread(_shred, self._folder / name)


def _write(folder: Path, name: str, key: RSAPrivateKey) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    data = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    beside = folder / f".{name}"
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / name)
    _sync(folder)


def _shred(path: Path) -> None:
    try:
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        _sync(path.parent)
    except FileNotFoundError:
        return


def _sync(folder: Path) -> None:
    """The folder's own entry on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
