"""Work of a second or so in a process of its own: the meeting's own must not spend it."""

import asyncio
import contextlib
from asyncio.subprocess import PIPE

from web.processes import environment, module_command


class ProcessFailed(Exception):
    """The process failed: a bug, whose trace is in its standard error.

    Unless the module says of this `status` what `answer`, its standard output, is.
    """

    def __init__(self, process: str, status: int = 1, answer: bytes = b"") -> None:
        super().__init__(f"{process}: exit status {status}")
        self.status = status
        self.answer = answer


async def apart(module: str, *arguments: str, given: bytes, seconds: float) -> bytes:
    """What `python -m module arguments` answers on standard output to `given` on its input.

    It is killed where it takes longer than `seconds`, which raises `TimeoutError`.
    """
    process = await asyncio.create_subprocess_exec(
        *module_command(module, *arguments), stdin=PIPE, stdout=PIPE, env=environment()
    )
    try:
        async with asyncio.timeout(seconds):
            answer, _ = await process.communicate(given)
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode:
        raise ProcessFailed(" ".join([module, *arguments]), process.returncode, answer)
    return answer
