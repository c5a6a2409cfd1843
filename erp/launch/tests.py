"""`make test`: the whole suite on the embedded servers, or on those that DATABASE_URL and REDIS_URL name."""

import os
from collections.abc import Sequence

from erp import catalogues, servers
from erp.launch import libraries, site
from erp.launch.supervisor import Supervisor

MOST_WORKERS = 4


def run(arguments: Sequence[str]) -> int:
    """Run pytest and return its exit code.

    Raises:
        ServersError: a server cannot be started or a library is missing. StoppedError: we were asked to stop.
    """
    if complaint := libraries.complaint():
        raise servers.ServersError(complaint)
    supervisor = Supervisor()
    supervisor.listen()
    try:
        catalogues.compile_all()
        site.keep_servers(supervisor)
        workers = min(len(os.sched_getaffinity(0)), MOST_WORKERS)
        return supervisor.call(
            site.python("-m", "pytest", "--create-db", f"--numprocesses={workers}", "--dist=loadgroup", *arguments)
        )
    finally:
        supervisor.stop()
