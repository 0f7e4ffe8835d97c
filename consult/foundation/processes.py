"""Processes that must not outlive the one that started them.

``start.py`` starts the web server and the worker, and the server starts workers of its own. When any parent is
killed outright (SIGKILL, out of memory) it can tell nobody, and a forgotten child would go on serving an old
instance or hold its lock. So each child ties its life to its parent's, when it starts:

* on Linux the kernel is asked to kill it when the parent ends (``PR_SET_PDEATHSIG``);
* elsewhere a thread watches a pipe whose other end only the parent holds, and ends the process when that closes.

A process that an operator starts by hand (``flask worker`` in a shell, under systemd, in a container) is left alone.
"""

import ctypes
import multiprocessing
import os
import runpy
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import wait

# Set by start.py for the processes it starts itself: its own process id. Its pipe is the child's standard input.
PARENT_PID = "CONSULT_PARENT_PID"

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """End this process when its parent ends; does nothing where nobody asked for that. Call it once, at start."""
    parent = multiprocessing.parent_process()  # a web server's own worker
    if parent is not None:
        _tie_to(parent.pid or 0, lambda: wait([parent.sentinel]))
        return
    # Taken out of the environment, so that what this process starts later is not bound to a parent it doesn't have.
    named = os.environ.pop(PARENT_PID, "")
    if named.isdigit():
        _tie_to(int(named), lambda: os.read(0, 1))


def _tie_to(parent_pid: int, returns_when_parent_ended: Callable[[], object]) -> None:
    if sys.platform == "linux":
        if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) was refused")
        if os.getppid() != parent_pid:  # it ended before the kernel was asked
            os._exit(1)
        return

    def watch() -> None:
        returns_when_parent_ended()
        os._exit(1)  # nothing to say goodbye to: an acknowledged write is already on disk

    threading.Thread(target=watch, name="die-with-parent", daemon=True).start()


def main() -> None:
    """``python -m consult.foundation.processes MODULE ARGUMENTS``: run a module that ends with its parent."""
    die_with_parent()
    module = sys.argv[1]
    sys.argv = sys.argv[1:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
