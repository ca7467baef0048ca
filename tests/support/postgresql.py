"""A PostgreSQL server of the tests' own, from Debian's package, reached by a Unix socket alone."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path
from typing import Self

USER = "postgres"
"""As whom it runs where we are root, which it refuses; and its superuser's name."""
READY = 30.0


def binaries() -> Path | None:
    """Where `initdb` and `postgres` are; Debian keeps them off the PATH."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


class Cluster:
    """One server with its data in a folder of its own."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        # Short, for a socket's path has at most 107 bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="tx-pg-"))
        self._user = USER if os.geteuid() == 0 else None
        self._names = count(1)
        self._process: subprocess.Popen[bytes] | None = None
        if self._user is not None:
            shutil.chown(self.folder, self._user, self._user)

    def __enter__(self) -> Self:
        self._run("initdb", "-D", str(self.data), "-U", USER, "-A", "trust", "-E", "UTF8")
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def data(self) -> Path:
        """The cluster's files."""
        return self.folder / "data"

    def start(self) -> None:
        """Have it accept connections."""
        options = ["-D", str(self.data), "-k", str(self.folder), "-c", "listen_addresses="]
        self._process = subprocess.Popen(
            [self._programs / "postgres", *options],
            user=self._user,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + READY
        while self._ready():
            assert self._process.poll() is None, "PostgreSQL ended"
            assert time.monotonic() < deadline, "PostgreSQL is not ready"
            time.sleep(0.05)

    def _ready(self) -> int:
        command = [str(self._programs / "pg_isready"), "-q", "-h", str(self.folder), "-U", USER]
        return subprocess.run(command).returncode

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """SIGQUIT ends it at once, as a crash does: what was committed is there after `start`."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(READY)
            self._process = None

    def database(self) -> str:
        """The SQLAlchemy URL of a new database."""
        name = f"record{next(self._names)}"
        self._run("createdb", "-h", str(self.folder), "-U", USER, name)
        return f"postgresql+asyncpg://{USER}@/{name}?host={self.folder}"

    def sql(self, url: str, statement: str) -> str:
        """What `psql` prints of a statement; raises `CalledProcessError` where it is refused."""
        name = url.split("@/")[1].split("?")[0]
        where = ["-h", str(self.folder), "-U", USER, "-d", name]
        return self._run("psql", *where, "-v", "ON_ERROR_STOP=1", "-qAtc", statement)

    def _run(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [self._programs / program, *arguments],
            user=self._user,
            cwd=self.folder,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout
