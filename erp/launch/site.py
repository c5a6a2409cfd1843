"""The site's processes: what serves, works and schedules, and how each is started."""

import os
import shlex
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from subprocess import Popen

from erp import servers
from erp.launch import ports
from erp.launch.supervisor import Child, Supervisor, say
from erp.servers.places import CHECKOUT

HOST = "127.0.0.1"
APPS = ("erp", "catalog", "accounting", "inventory", "sales", "purchasing", "crm", "bi", "connectors")
WEB_WORKERS, WEB_THREADS = 2, 4
TASK_PROCESSES = 2
READY_PATIENCE = 60.0  # seconds

Command = tuple[str, ...]


def python(*arguments: str) -> Command:
    return (sys.executable, *arguments)


def manage(*arguments: str) -> Command:
    return python("manage.py", *arguments)


def environment(port: int) -> dict[str, str]:
    """What the site's processes are told: ours, and where the site answers."""
    variables = {**os.environ, "PYTHONUNBUFFERED": "1", "DJANGO_SETTINGS_MODULE": "erp.settings"}
    variables.setdefault("SITE_URL", f"http://{HOST}:{port}")
    return variables


def keep_servers(supervisor: Supervisor) -> None:
    """Start the embedded servers that do not run yet and look after those.

    Raises:
        ServersError: one cannot be started.
    """

    def begin(kind: type[servers.Server]) -> "Popen[bytes] | None":
        started = servers.start(kind, bound=True)
        for one in started:
            if one.server.home.is_elsewhere:
                say(
                    f"{kind.name} keeps its files in {one.server.home.servers}: its account can't reach this checkout."
                )
        return started[0].process if started else None

    for kind in servers.embedded():
        supervisor.keep(Child(kind.name, partial(begin, kind)))


def keep_standin(supervisor: Supervisor) -> None:
    """Start the stand-in shop.

    Raises:
        ServersError: another program has taken its port.
    """
    port = ports.standin_port()
    ports.require_free(
        port,
        "the stand-in shop of the demo",
        "stop what listens there, or delete .data to begin with a new demo.",
    )
    _keep(
        supervisor,
        "Stand-in shop",
        # Kept with the demo's database: what the ERP has read must still be in the shop after a restart.
        python(
            "-m",
            "connectors.standin",
            "--port",
            str(port),
            "--data",
            str(servers.addresses().data_folder / "standin.json"),
        ),
        log=_log("standin"),
    )


def keep_site(supervisor: Supervisor, port: int, *, is_reloading: bool) -> None:
    """Start web server, worker and scheduler, and wait until the site answers."""
    if is_reloading:
        commands = _reloading_commands(port)
    else:
        commands = _commands(port)
    for name, command in commands.items():
        log = None if is_reloading else _log(name.split()[0].lower())
        _keep(supervisor, name, command, log=log)
    if not supervisor.wait_for(partial(_answers, port), READY_PATIENCE):
        raise servers.ServersError(f"The web server does not answer on port {port}: {_log('web')} says why.")


def _commands(port: int) -> dict[str, Command]:
    # One connection of the database per thread: 2 x 4 of its 100.
    web = python("-m", "gunicorn", "erp.wsgi", f"--bind={HOST}:{port}", "--worker-class=gthread")
    web += (f"--workers={WEB_WORKERS}", f"--threads={WEB_THREADS}", "--timeout=60", "--graceful-timeout=10")
    web += ("--no-control-socket", "--log-level=warning")
    return {"Web server": web, "Worker": _worker(), "Scheduler": _scheduler()}


def _reloading_commands(port: int) -> dict[str, Command]:
    def reloading(command: Command, watched: str) -> Command:
        folders = [name for name in (*APPS, "templates") if (CHECKOUT / name).is_dir()]
        return python(
            "-m",
            "watchfiles",
            "--verbosity",
            "warning",
            "--filter",
            watched,
            "--target-type",
            "command",
            shlex.join(command),
            *folders,
        )

    web = manage("runserver", "--noreload", f"{HOST}:{port}")
    return {
        "Web server": reloading(web, "default"),
        "Worker": reloading(_worker(), "python"),
        "Scheduler": reloading(_scheduler(), "python"),
    }


def _worker() -> Command:
    return python(
        "-m", "celery", "-A", "erp", "worker", f"--concurrency={TASK_PROCESSES}", "--loglevel=WARNING", "--without-gossip",
        "--without-mingle", "--hostname=comptoir@%h",
    )  # fmt: skip


def _scheduler() -> Command:
    return python("-m", "celery", "-A", "erp", "beat", "--loglevel=WARNING", "--pidfile=")


def _keep(supervisor: Supervisor, name: str, command: Command, *, log: Path | None) -> None:
    start: Callable[[], Popen[bytes]] = partial(supervisor.spawn, command, log=log)
    supervisor.keep(Child(name, start, log=log))


def _log(name: str) -> Path:
    folder = servers.addresses().data_folder / "log"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{name}.log"


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=1):
            return True
    except OSError:
        return False
