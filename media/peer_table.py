"""Whose a datagram is: peers by ICE username fragment, by validated address, and by ear."""

from media.ice import Address
from media.inbox import Inbox
from media.peer import Peer


class PeerTable:
    """The peers of one socket. Read the tables; change them by the methods alone."""

    def __init__(self, inbox: Inbox | None) -> None:
        """`inbox` opens what comes from the addresses of peers that have an ear."""
        self.by_ufrag: dict[str, Peer] = {}
        self.by_address: dict[Address, Peer] = {}
        self.by_ear: dict[int, Peer] = {}
        """Those whose datagrams C opens."""
        self._inbox = inbox

    def put(self, peer: Peer) -> None:
        """Take in a peer, new or with other credentials than before."""
        if peer.transport.ear is not None:
            self.by_ear[peer.transport.ear.number] = peer
        self.by_ufrag[peer.transport.ice.credentials.ufrag] = peer
        while peer.retired:
            self.retire(peer.retired.pop().ufrag)

    def retire(self, ufrag: str) -> None:
        """Take no more checks for credentials that have ended."""
        self.by_ufrag.pop(ufrag, None)

    def remove(self, peer: Peer) -> None:
        """Nothing more is its."""
        if peer.transport.ear is not None:
            self.by_ear.pop(peer.transport.ear.number, None)
        for ufrag in [u for u, p in self.by_ufrag.items() if p is peer]:
            del self.by_ufrag[ufrag]
        for address in peer.transport.ice.validated():
            self.forget(address, peer)

    def learn(self, source: Address, peer: Peer) -> None:
        """What comes from `source`, which passed a check, is from now on its."""
        self.by_address[source] = peer
        if peer.transport.ear is not None and self._inbox is not None:
            self._inbox.put(source, peer.transport.ear)

    def forget(self, address: Address, peer: Peer) -> None:
        """Drop an address, unless it is another's by now."""
        if self.by_address.get(address) is peer:
            del self.by_address[address]
            if self._inbox is not None:
                self._inbox.remove(address)
