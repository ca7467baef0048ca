"""`tongxin captions` as a process against a real server: nothing lost, nothing twice."""

import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.served import ITEM, TONGXIN, VENUE, Server

PATIENCE = 40.0
"""Seconds until an expectation has failed, on a machine that is busy."""

pytestmark = pytest.mark.timeout(180)


class Meeting:
    """An open consultation on a server, with a caption port."""

    def __init__(self, server: Server) -> None:
        self.server = server
        create = {"title": "协商", "scheduled_at": 1_900_000_000_000}
        made = server.post("", type="create_consultation", venues=[VENUE], agenda=[ITEM], **create)
        self.id = made["id"]
        self.port = self.post("/caption-ports", name="语音识别", languages=["zh-CN", "en"])
        self.link = self.port["url"]

    def post(self, path: str, **body: Any) -> Any:
        return self.server.post(f"/{self.id}{path}", **body)

    def get(self, path: str) -> Any:
        headers = {"Authorization": f"Bearer {self.server.token}"}
        address = f"{self.server.base}/api/v1/consultations/{self.id}{path}"
        with urllib.request.urlopen(urllib.request.Request(address, None, headers)) as answer:
            return json.loads(answer.read())

    def captions(self) -> list[dict[str, Any]]:
        """All that the log holds."""
        records = self.get("/events?after=0")["records"]
        return [one["event"] for one in records if one["event"]["type"] == "caption_added"]

    def texts(self) -> list[str]:
        return [one["text"] for one in self.captions()]


@contextmanager
def feeding(link: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """The command, its standard input open."""
    command: list[str | Path] = [TONGXIN, "captions", *arguments]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"TONGXIN_CAPTIONS": link},
    )
    with process:  # which closes the pipes
        try:
            yield process
        finally:
            process.kill()


def say(process: subprocess.Popen[bytes], line: str | dict[str, Any]) -> None:
    text = line if isinstance(line, str) else json.dumps(line)
    assert process.stdin is not None
    process.stdin.write(f"{text}\n".encode())
    process.stdin.flush()


def ended(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Its status and what it said, after the end of its input."""
    _, said = process.communicate(timeout=PATIENCE)
    return process.returncode, said.decode()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_every_line_is_written_once_though_the_server_is_killed(tmp_path: Path) -> None:
    server = Server(tmp_path)
    lines = [f"第 {n} 行" for n in range(60)]
    with server:
        meeting = Meeting(server)
        meeting.post("/commands", type="open_consultation")
    with feeding(meeting.link) as process:
        with server:
            for line in lines[:20]:
                say(process, line)
            until(lambda: len(meeting.texts()) >= 3)
            server.process.kill()  # in the midst of it
            server.process.wait()
        for line in lines[20:40]:
            say(process, line)
        with server:
            for line in lines[40:]:
                say(process, line)
            status, said = ended(process)
            assert (status, meeting.texts()) == (0, lines), said
            assert said.count("connected as 语音识别") >= 2


def test_languages_what_is_refused_and_a_port_that_is_revoked(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        meeting = Meeting(server)
        with feeding(meeting.link) as process:
            say(process, "会前")
            status, said = ended(process)
        assert status == 1
        assert "consultation_not_open" in said
        assert meeting.texts() == []
        meeting.post("/commands", type="open_consultation")
        file = tmp_path / "lines"
        file.write_text('{"text":"Dear","final":false}\n{"text":"Dear members"}\n{"text"\n好\n')
        with feeding(meeting.link, meeting.link, str(file), "--language", "en") as process:
            status, said = ended(process)
        assert status == 1
        assert 'not understood: {"text"' in said
        assert [(one["language"], one["text"]) for one in meeting.captions()] == [
            ("en", "Dear members"),
            ("en", "好"),
        ]
        with feeding(meeting.link) as process:
            say(process, "末一行")
            until(lambda: meeting.texts()[2:] == ["末一行"])
            id = meeting.port["invitation_id"]
            meeting.post("/commands", type="revoke_invitation", invitation_id=id)
            assert process.wait(PATIENCE) == 1  # though its input is open
            assert process.stderr is not None
            assert "已经作废" in process.stderr.read().decode()


@pytest.mark.parametrize("arguments", [["http://127.0.0.1/c/x"], ["http://x/c/x#t=t", "nothing"]])
def test_what_it_does_not_begin_with(arguments: list[str]) -> None:
    done = subprocess.run([TONGXIN, "captions", *arguments], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr
