"""Whether a track may be forwarded to anybody, and from which packet on."""

from enum import Enum, auto

from media.wire import red
from media.wire.rtp import RtpPacket

MASK32 = 0xFFFFFFFF


class State(Enum):
    """Of a gate."""

    CLOSED = auto()
    OPENING = auto()
    """To be open from the next packet that is newer than all before."""
    OPEN = auto()


class Gate:
    """Of one track. What was sent before it opened stays unheard, however late it comes."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._first = self._first_timestamp = 0

    @property
    def is_open(self) -> bool:
        """Whether packets are forwarded."""
        return self.state is State.OPEN

    @property
    def is_closed(self) -> bool:
        """Whether they are not, and the next one will not be either."""
        return self.state is State.CLOSED

    def open(self) -> None:
        """Let what is sent from now on be heard."""
        if self.state is State.CLOSED:
            self.state = State.OPENING

    def close(self) -> None:
        """Let nothing be heard any more."""
        self.state = State.CLOSED

    def opens_with(self, packet: RtpPacket, highest: int) -> bool:
        """Whether `packet` is what it waits for, `highest` having come before; then it is open."""
        if self.state is not State.OPENING or packet.index <= highest:
            return False
        self.state = State.OPEN
        self._first, self._first_timestamp = packet.index, packet.timestamp
        return True

    def holds_back(self, index: int) -> bool:
        """Whether a packet was sent before it opened."""
        return index < self._first

    def cut(self, packet: RtpPacket) -> None:
        """Cut from RED the frames of before it opened: nobody had the floor then."""
        if self.reaches_back(packet):
            age = packet.timestamp - self._first_timestamp & MASK32
            packet.payload = red.since(packet.payload, age)

    def reaches_back(self, packet: RtpPacket) -> bool:
        """Whether RED that comes now may have frames of before it opened."""
        return packet.timestamp - self._first_timestamp & MASK32 <= red.MAX_OFFSET
