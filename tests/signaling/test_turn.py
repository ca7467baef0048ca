"""Credentials for TURN servers: what they are made of, and that they say no secret."""

import base64
import hashlib
import hmac

import pytest

from signaling.messages import IceServer
from signaling.turn import Turn, ice_servers

TURN = Turn(("turn:a.example", "turns:a.example:443?transport=tcp"), "hunter2", 3600)
WALL = 1_700_000_000_999


def test_the_username_expires_and_the_password_is_its_hmac() -> None:
    server = TURN.issue("li", WALL)
    assert server.urls == ["turn:a.example", "turns:a.example:443?transport=tcp"]
    assert server.username == "1700003600:li"
    expected = hmac.new(b"hunter2", b"1700003600:li", hashlib.sha1).digest()
    assert server.credential == base64.b64encode(expected).decode()


def test_everybody_has_their_own_and_later_another() -> None:
    issued = [TURN.issue("li", WALL), TURN.issue("wang", WALL), TURN.issue("li", WALL + 1000)]
    assert len({server.credential for server in issued}) == 3


@pytest.mark.parametrize(
    ("turn", "name", "usernames"),
    [
        (None, "li", [None]),
        (TURN, "li", [None, "1700003600:li"]),
        (TURN, None, [None, "1700003600:viewer"]),
    ],
)
def test_servers_that_never_change_come_first(
    turn: Turn | None, name: str | None, usernames: list[str | None]
) -> None:
    servers = ice_servers((IceServer(["stun:b.example"]),), turn, name, WALL)
    assert [server.username for server in servers] == usernames


def test_the_secret_stays_out_of_the_log() -> None:
    assert "hunter2" not in repr(TURN)
