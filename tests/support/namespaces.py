"""Network namespaces made for one test or benchmark: their own links, routes, filters and NAT.

Needs root and Debian's iproute2 and iptables. Nothing outside the namespaces is touched.
"""

import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

_names = itertools.count(1)

FLUSH_CONNECTIONS = """
import socket, struct
with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12) as netfilter:  # NETLINK_NETFILTER
    netfilter.bind((0, 0))
    # IPCTNL_MSG_CT_DELETE of nothing in particular: all of it
    netfilter.send(struct.pack("=IHHIIBBH", 20, 1 << 8 | 2, 1 | 4, 1, 0, 0, 0, 0))
    assert struct.unpack_from("=i", netfilter.recv(4096), 16) == (0,)
"""


def missing() -> str | None:
    """Why namespaces cannot be made here, if they cannot."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    tools = [tool for tool in ("ip", "iptables") if shutil.which(tool) is None]
    return f"{' and '.join(tools)} not installed" if tools else None


class Namespace:
    """One network namespace, with its loopback up."""

    def __init__(self, label: str) -> None:
        self.name = f"tongxin-{os.getpid()}-{next(_names)}-{label}"
        self.prefix = ["ip", "netns", "exec", self.name]
        """Begins a command line that is to run within."""
        _run("ip", "netns", "add", self.name)
        self.ip("link", "set", "lo", "up")

    def run(self, *command: str) -> None:
        """Run a command within."""
        _run(*self.prefix, *command)

    def ip(self, *arguments: str) -> None:
        """`ip` within."""
        _run("ip", "-n", self.name, *arguments)

    def ip_batch(self, *lines: str) -> None:
        """Several `ip` commands within, at once."""
        _run("ip", "-n", self.name, "-batch", "-", given="\n".join(lines))

    def filter(self, *rule: str) -> None:
        """`iptables` within."""
        self.run("iptables", *rule)

    def forget_connections(self) -> None:
        """Forget every connection that NAT tracks: each gets a new mapping."""
        self.run(sys.executable, "-c", FLUSH_CONNECTIONS)

    def wrapper(self, program: str, folder: Path) -> Path:
        """A script that runs `program` within, for whoever takes a path alone."""
        script = folder / f"{self.name}-{Path(program).name}"
        script.write_text(f'#!/bin/sh\nexec {" ".join(self.prefix)} {program} "$@"\n')
        script.chmod(0o755)
        return script

    def close(self) -> None:
        """Remove it and its links."""
        _run("ip", "netns", "del", self.name)


def link(one: Namespace, address: str, other: Namespace, far: str, name: str) -> None:
    """A cable called `name` at both ends, up, with these addresses (CIDR)."""
    ends = ["type", "veth", "peer", "name", name, "netns", other.name]
    _run("ip", "link", "add", name, "netns", one.name, *ends)
    for end, own in ((one, address), (other, far)):
        family = ["nodad"] if ":" in own else []  # no waiting for duplicates of an address
        end.ip("addr", "add", own, "dev", name, *family)
        end.ip("link", "set", name, "up")


@contextmanager
def namespaces(*labels: str) -> Iterator[list[Namespace]]:
    """Namespaces for the time of a `with`."""
    with ExitStack() as stack:
        made = []
        for label in labels:
            made.append(Namespace(label))
            stack.callback(made[-1].close)
        yield made


def _run(*command: str, given: str = "") -> None:
    done = subprocess.run(command, capture_output=True, text=True, input=given)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
