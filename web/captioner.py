"""What `tongxin captions` sends of the lines it is given: no I/O, times as arguments in ms.

A line of input is text, which is a caption, or JSON: `{"text": …, "final": false}` is how the line
being said reads so far, without `final` it is a caption; `language`, `started_at` and `ended_at`
(Unix ms by this machine's clock) may be said.
"""

import re
from collections import deque

import msgspec

from sessions.commands import AddCaption
from sessions.config import CAPTION_MS_MAX
from sessions.events import ConsultationOpened
from sessions.types import LanguageTag, Milliseconds
from signaling import messages as m

LONGEST = 200
"""Characters of one caption; what is longer becomes several."""
PAUSE = re.compile(r"[。！？；，、,.!?;\s][^。！？；，、,.!?;\s]*$")
"""Where a long line is cut: behind the last of these."""
USUAL_MS = 4_000
"""How long a line took of which nothing is known but its end."""
DRAFT_MS = 250
"""Between two drafts: members are told no more often."""
PING_MS = 2_000
RETRY_MS = 1_000
"""Before a line is sent again that could not be recorded just now."""
PASSING = frozenset({"unavailable", "media_unavailable"})
"""Refusals that say nothing of the line."""


class Piece(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of input."""

    text: str
    final: bool = True
    language: LanguageTag | None = None
    started_at: Milliseconds | None = None
    ended_at: Milliseconds | None = None


class BadLine(ValueError):
    """Input that is neither text nor JSON of the form."""


class Line(msgspec.Struct, frozen=True):
    """A caption to be sent; times by this machine's clock."""

    line_id: str
    language: str
    text: str
    started_at: int
    ended_at: int


_piece = msgspec.json.Decoder(Piece)


class Captioner:
    """Keeps what was not acknowledged, and says what is to be sent when. Lines go one by one."""

    def __init__(self, run: str, language: str) -> None:
        """`run` tells this program's lines from those of any other."""
        self._run = run
        self._language = language
        self._numbers = 0
        self._waiting: deque[Line] = deque()
        self._command: m.DoCommand | None = None
        """Of the first that waits, the same however often it is sent."""
        self._connected = False
        self._asked = False
        """It was sent over this connection, and not answered."""
        self._not_before = 0
        self._offset = 0
        """The server's clock minus ours."""
        self._opened_at = 0
        self._begun: dict[str, tuple[str, int]] = {}
        """Id and beginning of the line being said, by language."""
        self._ended: dict[str, int] = {}
        self._drafts: dict[str, m.CaptionDraft] = {}
        """Not sent yet; times by our clock."""
        self._draft_due = 0
        self._ping_due = 0

    # --- input ------------------------------------------------------------------------------

    @property
    def waiting(self) -> int:
        """How many captions are not on disk yet."""
        return len(self._waiting)

    def take(self, raw: str, now: int) -> None:
        """A line of input; raises `BadLine`."""
        piece = self._parsed(raw.strip())
        text = " ".join(piece.text.split())
        language = piece.language or self._language
        id, began = self._begun.get(language, ("", self._presumed(language, now)))
        began = piece.started_at if piece.started_at is not None else began
        if not (piece.final and text):
            self._draft(id, language, text, began)
            return
        self._begun.pop(language, None)
        self._drafts.pop(language, None)
        ended = piece.ended_at if piece.ended_at is not None else now
        self._ended[language] = ended
        for part in parts(text, began, ended):
            self._waiting.append(Line(id or self._new_id(), language, *part))
            id = ""

    def _parsed(self, raw: str) -> Piece:
        if not raw.startswith("{"):
            return Piece(raw)
        try:
            return _piece.decode(raw)
        except msgspec.DecodeError as error:
            raise BadLine(str(error)) from error

    def _presumed(self, language: str, now: int) -> int:
        return max(now - USUAL_MS, self._ended.get(language, 0))

    def _draft(self, id: str, language: str, text: str, began: int) -> None:
        """Without words a line that began is taken back."""
        if text:
            id = id or self._new_id()
            self._begun[language] = (id, began)
        elif self._begun.pop(language, None) is None:
            return
        self._drafts[language] = m.CaptionDraft(id, text[-LONGEST:], began, language)

    def _new_id(self) -> str:
        self._numbers += 1
        return f"{self._run}-{self._numbers}"

    # --- the connection ---------------------------------------------------------------------

    def lost(self) -> None:
        """The connection is over: what was not answered goes out again over the next."""
        self._connected = self._asked = False

    def receive(self, message: m.ServerMessage, now: int) -> str | None:
        """What the server says; answers what a person should know of it."""
        match message:
            case m.Welcome():
                self._connected, self._asked, self._not_before = True, False, 0
                self._offset = message.server_time - now
                if message.snapshot is not None:
                    self._opened_at = message.snapshot.opened_at or 0
            case m.Pong(time=sent, server_time=server):
                self._offset = server - (int(sent) + now) // 2
            case m.Events(records=records):
                for record in records:
                    if isinstance(record.event, ConsultationOpened):
                        self._opened_at = record.at
            case m.Accepted(id=id) if self._is_asked(id):
                self._answered()
            case m.Refused(id=id, code=code) if self._is_asked(id):
                return self._refused(code, message.message, now)
            case _:
                pass
        return None

    def _is_asked(self, id: str) -> bool:
        return self._asked and self._command is not None and self._command.id == id

    def _answered(self) -> None:
        self._waiting.popleft()
        self._command, self._asked = None, False

    def _refused(self, code: str, why: str, now: int) -> str | None:
        if code in PASSING:
            self._asked, self._not_before = False, now + RETRY_MS
            return None
        text = self._waiting[0].text
        self._answered()
        return f"refused ({code}): {text} — {why}"

    # --- output -----------------------------------------------------------------------------

    def due(self, now: int) -> list[m.ClientMessage]:
        """What is to be sent now, in order."""
        if not self._connected:
            return []
        found: list[m.ClientMessage] = []
        if self._waiting and not self._asked and now >= self._not_before:
            self._command = self._command or self._made(self._waiting[0])
            self._asked = True
            found.append(self._command)
        if self._drafts and now >= self._draft_due:
            self._draft_due = now + DRAFT_MS
            found += [
                msgspec.structs.replace(one, started_at=max(0, one.started_at + self._offset))
                for one in self._drafts.values()
            ]
            self._drafts.clear()
        if now >= self._ping_due:
            self._ping_due = now + PING_MS
            found.append(m.Ping(time=now))
        return found

    def next_due(self) -> int:
        """When to ask again though nothing happened."""
        times = [self._ping_due]
        if self._drafts:
            times.append(self._draft_due)
        if self._waiting and not self._asked:
            times.append(self._not_before)
        return min(times)

    def _made(self, line: Line) -> m.DoCommand:
        """By the server's clock, within what it takes."""
        ended = line.ended_at + self._offset
        began = max(line.started_at + self._offset, ended - CAPTION_MS_MAX, self._opened_at)
        return m.DoCommand(
            line.line_id,
            AddCaption(
                text=line.text,
                started_at=max(0, min(began, ended)),
                ended_at=max(0, ended),
                language=line.language,
                line_id=line.line_id,
            ),
        )


def parts(text: str, began: int, ended: int) -> list[tuple[str, int, int]]:
    """A line as captions that are short enough, each with its share of the time."""
    found = []
    began = min(began, ended)
    while text:
        cut = len(text)
        if cut > LONGEST:
            pause = PAUSE.search(text[:LONGEST])
            cut = pause.start() + 1 if pause is not None else LONGEST
        until = began + (ended - began) * cut // len(text)
        found.append((text[:cut].strip(), began, until))
        text, began = text[cut:].strip(), until
    return found
