"""What those who left had is given back: tables, objects, memory, descriptors."""

import gc
import os
from collections import Counter

from OpenSSL import SSL

from media.messages import ClosePeer, CloseRouter
from tests.support.packets import h264_key, rtp
from tests.support.process import resident
from tests.support.relay_scene import Client, Scene

VISITS = 60
VIDEO = 3890577821
"""SSRC of the picture in Chromium's offer."""


def visit(scene: Scene, number: int) -> None:
    """A publisher, its subscriber and a viewer come, and leave in one way or another."""
    publisher, subscriber, viewer = (scene.client() for _ in range(3))
    names = [f"{kind}-{number}" for kind in ("pub", "sub", "view")]
    published = publisher.publish(names[0], f"owner-{number}")
    publisher.connect()
    offered = subscriber.subscribe(names[1], [t.track_id for t in published.tracks])
    subscriber.answer(names[1], offered)
    subscriber.connect()
    viewer.view(names[2], f"owner-{number}")
    viewer.connect()
    for sequence in range(5):
        publisher.send(rtp(sequence, h264_key(), ssrc=VIDEO, payload_type=108))
    scene.run(0.05)
    assert subscriber.rtp
    leave(scene, [publisher, subscriber, viewer], names, number % 3)


def leave(scene: Scene, clients: list[Client], names: list[str], how: int) -> None:
    """By our closing, by their close_notify, or by their falling silent."""
    for client, name in zip(clients, names, strict=True):
        if how == 0:
            scene.relay.handle(ClosePeer(name), scene.clock.now)
        elif how == 1:
            client.dtls.send_close_notify()
            for datagram in client.dtls.outgoing:
                scene.give(datagram, client.address)
        del scene.clients[client.address]
    if how == 2:
        scene.run(31, step=0.5)


def of_the_relay() -> Counter[str]:
    """The living objects of the relay's classes, and OpenSSL's connections."""
    gc.collect()
    kinds = (type(one) for one in gc.get_objects())
    return Counter(
        kind.__qualname__
        for kind in kinds
        if str(kind.__module__).startswith("media.") or kind is SSL.Connection
    )


def test_those_who_left_leave_nothing_behind() -> None:
    scene = Scene()
    visit(scene, 0)
    visit(scene, 1)
    scene.seen.clear()
    before, files = of_the_relay(), len(os.listdir("/proc/self/fd"))
    for number in range(VISITS):
        visit(scene, number)
        scene.seen.clear()
    assert scene.relay.peers == {}
    assert scene.relay.table.by_address == {}
    assert scene.relay.table.by_ufrag == {}
    assert of_the_relay() - before == Counter()
    assert len(os.listdir("/proc/self/fd")) == files
    scene.relay.handle(CloseRouter("r"), scene.clock.now)
    assert scene.relay.routers == {}


def test_memory_outside_python_comes_back_too() -> None:
    """OpenSSL's and libsrtp's: no object of ours would show it."""
    scene = Scene()
    for number in range(VISITS // 2):
        visit(scene, number)
    scene.seen.clear()
    gc.collect()
    before = resident(os.getpid())
    for number in range(VISITS):
        visit(scene, number)
        scene.seen.clear()
    gc.collect()
    assert resident(os.getpid()) - before < 2 << 20, (
        "a single leaked connection each would be 4 MB and more"
    )
