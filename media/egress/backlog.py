"""Which segments of a stream's shelf an object store still lacks: the disk is the queue.

A piece of the shelf is read at a time, so that an outage of hours takes no memory.
"""

from pathlib import Path

from media.egress.shelf import MAX_LINE, SHELF, Kept, read

PIECE = 8
"""Lines taken at once: 5 MB of segments, after which the newest playlist has its turn."""


class Backlog:
    """The shelf in `directory` from the first line that was not `passed`. Reads block."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / SHELF
        self._offset = 0
        self.waiting = 0
        """Lines not passed."""

    def begin(self) -> None:
        """Count what is there already; 2 MB after a day."""
        self._offset = 0
        self.waiting = self._path.read_bytes().count(b"\n") if self._path.exists() else 0

    def add(self, lines: bytes) -> None:
        """So much has been added to the file."""
        self.waiting += lines.count(b"\n")

    def next(self) -> tuple[list[Kept], int, int]:
        """The next segments; then the lines and bytes to be `passed` when the store has them."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                data = file.read(PIECE * MAX_LINE)
        except FileNotFoundError:
            return [], 0, 0
        lines = data.splitlines(keepends=True)[:PIECE]
        kept, size = read(b"".join(lines))
        return kept, sum(line.endswith(b"\n") for line in lines), size

    def passed(self, lines: int, size: int) -> None:
        """The store has what `next` gave; nothing is what stands at the end of the file."""
        self._offset += size
        self.waiting = max(0, self.waiting - lines) if lines else 0
