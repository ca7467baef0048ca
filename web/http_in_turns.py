"""HTTP/1.1 in turns, with opinions over a limit refused before they reach the parser.

What arrives is held until it is the connection's turn (`turns.py`). Between requests, plain posts
of opinions are looked at first (`early_refusals.py`); all else goes on to uvicorn and h11 as it is.
"""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.flow_control import FlowControl

from web.config import HELD_MAX
from web.early_refusals import EarlyRefusals
from web.opinion_post import OpinionPost, opinion_post
from web.patience import PatientHttp
from web.turns import REQUEST, SHARE, Turns


class RoomForMore(FlowControl):
    """uvicorn's, which reads on with every answer: only while there is room for what comes."""

    def __init__(self, transport: asyncio.Transport, held: bytearray) -> None:
        super().__init__(transport)
        self._held = held

    def pause_reading(self) -> None:
        """Also where uvicorn had the transport read on past this."""
        self.read_paused = True
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Unless too much is held already."""
        if len(self._held) <= HELD_MAX:
            super().resume_reading()


class HttpInTurns(PatientHttp):
    """One connection; `turns` and `refusals` are shared by all of them."""

    def __init__(
        self, *, turns: Turns, refusals: EarlyRefusals, connections_max: int, **uvicorns: Any
    ) -> None:
        super().__init__(**uvicorns)
        self._turns = turns
        self._refusals = refusals
        self._connections_max = connections_max
        self._held = bytearray()
        self._skip = 0
        """Bytes still to come of the body of a post that was refused."""
        self._passing = 0
        """Bytes still to come of a plain post that the parser gets, and nothing behind it."""
        self._reading = False
        self._left_over = False
        """Whether the parser may have a request that is still to begin."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """One too many is closed: the record must find files to open."""
        super().connection_made(transport)
        self.flow = RoomForMore(transport, self._held)
        if len(self.connections) > self._connections_max:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Held until it is our turn."""
        self._held += data
        if len(self._held) > HELD_MAX:
            self.flow.pause_reading()
        self._turns.ask(self)

    def resume_writing(self) -> None:
        """Refusals go on where earlier ones had not been read."""
        super().resume_writing()
        if self._held:
            self._turns.ask(self)

    def handle_events(self) -> None:
        """After an answer uvicorn goes on with what the parser has: in its turn as well."""
        if self._reading:
            super().handle_events()
        else:
            self._left_over = True
            self._turns.ask(self)

    def take_turn(self) -> int:
        """Refuse some, or let the parser read; the units of work that this is.

        A bug ends the connection, as one in `data_received` would.
        """
        try:
            return self._go_on()
        except BaseException:
            self.transport.abort()
            raise

    def timeout_keep_alive_handler(self) -> None:
        """Whose request waits for its turn is not idle."""
        if len(self._held) > self._skip and not self.flow.write_paused:
            self._keep_alive()
        else:
            super().timeout_keep_alive_handler()

    def _give_up(self) -> None:
        """Whose head waits for its turn does not trickle."""
        if self._held:
            self._set_deadline()
        else:
            super()._give_up()

    def _go_on(self) -> int:
        if self.transport.is_closing() or self._under_way():
            return 0
        if self._left_over:
            self._left_over = False
            self._parse(b"")
            if self._under_way():
                return REQUEST
        between = self._between_requests()
        if between and self.flow.write_paused:
            return 0  # until what was answered has been read
        self._skip -= len(self._take(self._skip))
        used = (self._refuse() if between else 0) or self._pass_on()
        if self._held:
            self._turns.ask(self)
        return used

    def _under_way(self) -> bool:
        """Whether a whole request is not yet answered: what follows waits for that."""
        answering = self.conn.our_state in (h11.SEND_RESPONSE, h11.SEND_BODY)
        return answering and self.conn.their_state is not h11.SEND_BODY

    def _between_requests(self) -> bool:
        idle = self.conn.our_state is h11.IDLE and self.conn.their_state is h11.IDLE
        return idle and not self.conn.trailing_data[0]

    def _refuse(self) -> int:
        """Answer posts that are over a limit, as long as one follows another; how many."""
        answers: list[bytes] = []
        closes = False
        while self._held and len(answers) < SHARE and not closes:
            post = opinion_post(self._held)
            answer = None if post is None else self._answer(post)
            if post is None or answer is None:
                break
            answers.append(answer)
            self._skip = post.size - len(self._take(post.size))
            closes = post.closes
        if answers:
            self._write(answers)
        if closes:
            self.transport.close()
        return len(answers)

    def _answer(self, post: OpinionPost) -> bytes | None:
        """If it is refused; uvicorn knows how to close where some of the body is still to come."""
        if post.closes and post.size > len(self._held):
            return None
        peer = self.client[0] if self.client else ""
        return self._refusals.answer(post, peer, self.server_state.default_headers)

    def _write(self, answers: list[bytes]) -> None:
        """As after an answer of uvicorn's, the next request has the keep-alive time to begin."""
        self.transport.write(b"".join(answers))
        self._clear_deadline()
        self._keep_alive()

    def _pass_on(self) -> int:
        """Give the parser what is held: a plain post by itself, so that the next is looked at."""
        if not self._held:
            return 0
        if not self._passing:
            post = opinion_post(self._held) if self._between_requests() else None
            self._passing = len(self._held) if post is None else post.size
        data = self._take(self._passing)
        self._passing -= len(data)
        self._parse(data)
        return REQUEST

    def _take(self, count: int) -> bytes:
        """At most so many of the held bytes; there is room for more then."""
        taken = bytes(self._held[:count])
        del self._held[:count]
        self.flow.resume_reading()
        return taken

    def _parse(self, data: bytes) -> None:
        """Have uvicorn read on, with `data` or what it has already."""
        self._reading = True
        try:
            if data:
                super().data_received(data)
            else:
                super().handle_events()
        finally:
            self._reading = False
