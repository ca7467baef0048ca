"""The whole server as a process, and its organizer, for tests and benchmarks without browsers."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

TONGXIN = Path(sys.executable).with_name("tongxin")
GIVE_UP = 60.0
"""Seconds for the process to start or end; it takes two, but not on a machine that is busy."""
VENUE = {"id": "cn", "name": "会场", "level": "national", "region_code": "000000"}
ITEM = {"id": "item", "title": "发言", "kind": "statements", "planned_minutes": 10}


class Server:
    """A `tongxin serve` for the time of a `with`; `settings` as in the environment."""

    def __init__(self, directory: str | Path, **settings: str) -> None:
        self._settings = settings
        self.data = Path(directory) / "data"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self.log = Path(directory) / "log"

    def __enter__(self) -> "Server":
        command: list[str | Path] = [
            TONGXIN,
            "serve",
            "--port",
            str(self.port),
            "--data",
            self.data,
        ]
        environment = os.environ | {"TONGXIN_LIVE": "false"} | self._settings
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        deadline = time.monotonic() + GIVE_UP
        while not self._is_ready():
            if time.monotonic() > deadline:
                self._end()
                raise TimeoutError(self.log.read_text())
            time.sleep(0.05)
        self.token = self._organizer()
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _end(self) -> None:
        """At once, whatever it is doing."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(GIVE_UP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.base}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _organizer(self) -> str:
        command: list[str | Path] = [TONGXIN, "organizer-link", "--data", self.data]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return printed.split("#t=")[1].split()[0]

    def post(self, path: str, **body: Any) -> Any:
        """The organizer asks the API."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        request = urllib.request.Request(
            f"{self.base}/api/v1/consultations{path}", json.dumps(body).encode(), headers
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read())

    def relay(self) -> int:
        """The pid of the worker that forwards: the one of the server's children with a UDP port."""
        bound = {
            line.split()[9]
            for kind in ("udp", "udp6")
            for line in Path(f"/proc/{self.process.pid}/net/{kind}").read_text().splitlines()[1:]
        }
        for child in _children(self.process.pid):
            for fd in Path(f"/proc/{child}/fd").iterdir():
                if os.readlink(fd)[8:-1] in bound:
                    return child
        raise LookupError("no relay")


def _children(pid: int) -> list[int]:
    return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
