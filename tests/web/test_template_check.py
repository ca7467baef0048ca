"""The process that tries an office's template: bound before it looks, and never more than that."""

import resource
import signal
import subprocess

import pytest

from sessions.errors import Refused
from web import typesetting
from web.apart import ProcessFailed
from web.page_images import MEMORY
from web.processes import environment, module_command
from web.typesetting import template_fields


def test_it_is_bound_before_it_reads() -> None:
    """A template of 100 kB may unpack to seven million paragraphs, which take 4 GB."""
    command = module_command("web.template_check")
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment()) as process:
        assert process.stdin is not None
        process.stdin.write(bytes(1 << 20))  # more than the pipe holds: some of it was read
        assert resource.prlimit(process.pid, resource.RLIMIT_AS) == (MEMORY, MEMORY)
        process.kill()


@pytest.mark.parametrize("error", [TimeoutError(), ProcessFailed("it", -signal.SIGKILL)])
async def test_one_that_costs_too_much_is_refused(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def apart(module: str, *, given: bytes, seconds: float) -> bytes:
        raise error

    monkeypatch.setattr(typesetting, "apart", apart)
    with pytest.raises(Refused, match="template_not_docx"):
        await template_fields(b"")
