"""A real coturn, for the tests that need one."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SECRET = "a secret of both"


@contextmanager
def turnserver(folder: Path, address: str, port: int, within: Sequence[str] = ()) -> Iterator[None]:
    """Listens at an address and relays from it; knows `SECRET`. `within`: another namespace."""
    (folder / "turnserver.conf").write_text(
        f"listening-ip={address}\nrelay-ip={address}\nlistening-port={port}\n"
        f"use-auth-secret\nstatic-auth-secret={SECRET}\nrealm=example.org\n"
        f"allow-loopback-peers\nno-tls\nno-dtls\nno-cli\nlog-file=stdout\n"
        f"userdb={folder}/turn.db\npidfile={folder}/turn.pid\n"
    )
    command = [*within, "turnserver", "-c", str(folder / "turnserver.conf")]
    with (folder / "turn.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield
    finally:
        server.terminate()
        server.wait(10)
