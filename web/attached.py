"""Runs a module of ours that ends with its parent: `python -m web.attached MODULE ARGUMENT…`.

Standard input is a pipe whose other end the parent holds and never writes to. However the parent
goes, SIGKILL included, the pipe ends, and so do we.
"""

import contextlib
import os
import runpy
import signal
import sys
import threading


def end_with_parent() -> None:
    """Wait for the pipe's end; then interrupt this process as Ctrl-C would, and make sure."""
    while os.read(0, 4096):
        pass
    threading.Timer(SECONDS, os._exit, (1,)).start()
    os.kill(os.getpid(), signal.SIGINT)


SECONDS = 2.0
"""For an orderly end; children without a parent must not linger."""


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=end_with_parent, daemon=True).start()
    sys.argv = sys.argv[1:]
    with contextlib.suppress(KeyboardInterrupt):  # also while it is still being imported
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
