"""Commands that need the embedded servers for as long as they run: the tests, the checks, a shell."""

import os
import signal
import subprocess
from collections.abc import Sequence

from erp import catalogues, servers
from erp.launch import libraries, site
from erp.launch.supervisor import Supervisor

MOST_WORKERS = 4


def tests(arguments: Sequence[str]) -> int:
    """Run pytest and return its exit code. A database made anew: that of an earlier run may be of other migrations.

    Raises:
        ServersError: a server cannot be started or a library is missing. StoppedError: we were asked to stop.
    """
    if complaint := libraries.complaint():
        raise servers.ServersError(complaint)
    catalogues.compile_all()
    workers = min(len(os.sched_getaffinity(0)), MOST_WORKERS)
    options = ("--create-db", f"--numprocesses={workers}", "--dist=loadgroup")
    return command(site.python("-m", "pytest", *options, *arguments))


def command(arguments: Sequence[str]) -> int:
    """Run a command with the servers and return its exit code.

    Raises:
        ServersError: a server cannot be started. StoppedError: we were asked to stop.
    """
    supervisor = Supervisor()
    supervisor.listen()
    try:
        site.keep_servers(supervisor)
        return supervisor.call(arguments)
    finally:
        supervisor.stop()


def shell() -> int:
    """Run Django's shell on this terminal; a Ctrl-C is for the shell."""
    supervisor = Supervisor()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        site.keep_servers(supervisor)
        return subprocess.call(
            site.manage("shell"), preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
        )
    finally:
        supervisor.stop()
