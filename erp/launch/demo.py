"""`make demo` and `make dev`: from whatever state the checkout is in to a site that answers."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from erp import catalogues, servers
from erp.launch import libraries, ports, site, state
from erp.launch.supervisor import Supervisor, say


def serve(*, is_reloading: bool) -> None:
    """Prepare, build the demo group when the database has none, and serve until asked to stop.

    Raises:
        ServersError: something is in the way; the message says what to do. StepFailedError: a command failed.
        StoppedError: we were asked to stop during the preparation.
    """
    port = ports.site_port()
    with _alone():
        ports.require_free(
            port, "the site", f"stop what listens there, or choose another one: make demo PORT={port + 1}"
        )
        if complaint := libraries.complaint():
            raise servers.ServersError(complaint)
        supervisor = Supervisor(environment=site.environment(port))
        if is_reloading:
            supervisor.environment = {"DEBUG": "1", **supervisor.environment}
        supervisor.listen()
        try:
            _prepare(supervisor)
            site.keep_site(supervisor, port, is_reloading=is_reloading)
            _announce(port, is_reloading=is_reloading)
            supervisor.watch()
        finally:
            if supervisor.children:
                say("Stopping ...")
                supervisor.stop()
                say("Stopped.")


def prepare_database(supervisor: Supervisor) -> None:
    supervisor.run(site.manage("migrate", "--verbosity=0"))


def _prepare(supervisor: Supervisor) -> None:
    catalogues.compile_all()
    say("Starting the servers ...")
    site.keep_servers(supervisor)
    url = servers.addresses().database_url
    is_ours = servers.PostgreSQL in servers.embedded()
    before = state.read(url)
    if before == state.BUILDING:
        if not is_ours:
            raise servers.ServersError(
                "The demo in the database of DATABASE_URL was interrupted while it was built:"
                " give an empty database, then run make demo again."
            )
        say("The demo was interrupted while it was built: beginning again with an empty database.")
        state.empty(url)
    is_empty = state.is_empty(url)
    if is_empty:
        state.write(url, state.BUILDING)
    say("Bringing the database up to date ...")
    prepare_database(supervisor)
    if ports.standin_exists():
        site.keep_standin(supervisor)
    if before != state.READY:
        say("Building the demo group (about two minutes) ...")
        supervisor.run(site.manage("build_demo"))
        state.write(url, state.READY)
    say("Starting the site ...")


@contextmanager
def _alone() -> Iterator[None]:
    """One demo per data folder at a time."""
    folder = servers.addresses().data_folder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "launch.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise servers.ServersError(
                "The site of this checkout runs already, started in another terminal: use that one, or stop it with Ctrl-C."
            ) from None
        yield


def _announce(port: int, *, is_reloading: bool) -> None:
    say()
    say(f"Comptoir is ready: http://{site.HOST}:{port}")
    for login in _logins():
        say(f"  {login['username']:<12} {login['password']:<16} {login['description']}")
    if not is_reloading:
        say(f"What the processes say is in {servers.addresses().data_folder / 'log'}.")
    say("Ctrl-C stops everything.")


def _logins() -> list[dict[str, Any]]:
    """What `build_demo` wrote into demo.json: {"logins": [{"username", "password", "description"}, …]}."""
    path = servers.addresses().data_folder / "demo.json"
    return list(json.loads(path.read_text())["logins"]) if path.exists() else []
