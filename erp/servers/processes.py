"""Starting, recognising and ending the servers' processes."""

import ctypes
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import BinaryIO

from erp.servers.errors import ServersError
from erp.servers.places import Account

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 10 * 1024 * 1024  # bytes; a longer log is begun anew at the next start


def die_with_parent(number: signal.Signals) -> Callable[[], None]:
    """For `Popen(preexec_fn=…)`: the kernel sends the signal to the new process when its parent ends, even by kill -9."""
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def arrange() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # it ended in between
            os._exit(1)

    return arrange


def spawn(
    arguments: list[str],
    *,
    account: Account,
    log: Path,
    on_parent_death: signal.Signals | None,
    stdin: bytes = b"",
) -> Popen[bytes]:
    """Start a server in a session of its own (a Ctrl-C in the terminal is for who started it), its output in the log."""
    with _open_log(log) as output:
        process: Popen[bytes] = Popen(
            arguments,
            stdin=PIPE if stdin else DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            umask=0o077,
            preexec_fn=die_with_parent(on_parent_death) if on_parent_death else None,
            **account.options(),
        )
    if process.stdin is not None:
        process.stdin.write(stdin)
        process.stdin.close()
    return process


def find(is_ours: Callable[[list[str]], bool]) -> list[int]:
    """Process ids whose command line satisfies the test. The command line is what every user may read of a process of
    another user, also in a container where root may not read more; a dead process not yet waited for has none."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
            except OSError:  # it has just ended, or is hidden from us: not ours either way
                continue
            if words[0] and is_ours(words):
                found.append(int(folder.name))
    return sorted(found)


def send(pid: int, number: signal.Signals) -> None:
    """Send a signal; no matter if the process has ended.

    Raises:
        ServersError: the process belongs to somebody else.
    """
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
    except PermissionError:
        raise ServersError(f"Process {pid} belongs to another user: stop it as that user.") from None


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.03)
    return True


def _open_log(log: Path) -> BinaryIO:
    is_long = log.exists() and log.stat().st_size > LOG_LIMIT
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | (os.O_TRUNC if is_long else 0), 0o600)
    return os.fdopen(descriptor, "ab")
