"""Which sockets the relay has, and which addresses it names."""

import socket

import pytest

from media.binding import bind, candidate_addresses, local_addresses
from media.config import RelayConfig


def test_a_taken_port_is_an_error() -> None:
    with bind(RelayConfig(host="127.0.0.1")) as first:
        port = first.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            bind(RelayConfig(host="127.0.0.1", port=port))


@pytest.mark.parametrize(
    ("config", "family", "addresses"),
    [
        (RelayConfig(announce=("203.0.113.5",)), socket.AF_INET6, ("203.0.113.5",)),
        (RelayConfig(host="192.0.2.4"), socket.AF_INET, ("192.0.2.4",)),
    ],
)
def test_candidates_are_what_is_announced_or_bound(
    config: RelayConfig, family: int, addresses: tuple[str, ...]
) -> None:
    assert candidate_addresses(config, family) == addresses


def test_candidates_of_a_wildcard_are_the_machines() -> None:
    assert candidate_addresses(RelayConfig(), socket.AF_INET6) == local_addresses()
    ipv4 = candidate_addresses(RelayConfig(), socket.AF_INET)
    assert ipv4[-1] == "127.0.0.1", "whoever is elsewhere would check it first, in vain"
    assert not [address for address in ipv4 if ":" in address]
