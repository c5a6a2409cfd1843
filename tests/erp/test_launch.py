"""The process supervisor, and what a newcomer's commands say when something is in the way."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from erp.launch.libraries import complaint, missing
from erp.launch.supervisor import Child, StepFailedError, StoppedError, Supervisor
from erp.servers.errors import ServersError
from erp.servers.places import CHECKOUT
from erp.servers.processes import wait_until

SLEEP = (sys.executable, "-c", "import time; time.sleep(600)")


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    supervisor = Supervisor()
    yield supervisor
    supervisor.stop()


def launch(*arguments: str, data: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COMPTOIR_DATA": str(data), **variables}
    return subprocess.run(
        [sys.executable, "-m", "erp.launch", *arguments],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_child_that_ends_is_started_again(
    supervisor: Supervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    child = Child("Worker", lambda: supervisor.spawn(SLEEP), delay=0.1)
    supervisor.keep(child)
    assert child.process is not None
    first = child.process.pid
    child.process.kill()
    assert supervisor.wait_for(lambda: child.process is not None and child.process.pid != first, 10)
    assert capsys.readouterr().out.count("Worker ended (code -9); starting it again") == 1
    assert child.delay == 0.2


def test_a_child_that_cannot_be_started_is_tried_again_later(
    supervisor: Supervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    tries = []

    def start() -> subprocess.Popen[bytes]:
        tries.append(1)
        if len(tries) == 2:
            raise ServersError("The disk is full.")
        return supervisor.spawn(SLEEP)

    child = Child("PostgreSQL", start, delay=0.1)
    supervisor.keep(child)
    assert child.process is not None
    child.process.kill()
    assert supervisor.wait_for(lambda: len(tries) == 3 and child.process is not None, 10)
    assert "PostgreSQL does not start: The disk is full." in capsys.readouterr().out


def test_stopping_ends_children_and_what_they_left_behind(supervisor: Supervisor, tmp_path: Path) -> None:
    script = (
        "import subprocess, sys, time\n"
        f"grandchild = subprocess.Popen({list(SLEEP)!r})\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(grandchild.pid) + ' ')\n"
        "time.sleep(600)"
    )
    child = Child("Web server", lambda: supervisor.spawn((sys.executable, "-c", script)))
    supervisor.keep(child)
    pid_file = tmp_path / "pid"
    assert wait_until(lambda: pid_file.exists() and pid_file.read_text().endswith(" "), 10)
    grandchild = int(pid_file.read_text())
    supervisor.stop()
    assert wait_until(lambda: not is_alive(grandchild), 5)


def test_a_command_in_progress_ends_when_asked_to_stop(supervisor: Supervisor) -> None:
    supervisor.stopping.set()
    with pytest.raises(StoppedError):
        supervisor.run(SLEEP)


def test_a_command_that_fails_is_named(supervisor: Supervisor) -> None:
    with pytest.raises(StepFailedError, match=r"`-c import sys; sys\.exit\(3\)` failed \(code 3\)"):
        supervisor.run((sys.executable, "-c", "import sys; sys.exit(3)"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_children_end_however_their_supervisor_ends(number: signal.Signals) -> None:
    script = (
        "from erp.launch.supervisor import Child, Supervisor\n"
        "supervisor = Supervisor()\n"
        "supervisor.listen()\n"
        f"child = Child('child', lambda: supervisor.spawn({SLEEP!r}))\n"
        "supervisor.keep(child)\n"
        "print(child.process.pid, flush=True)\n"
        "supervisor.watch()\n"
        "supervisor.stop()"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert is_alive(child)
    parent.send_signal(number)
    parent.wait(20)
    assert wait_until(lambda: not is_alive(child), 10)


def test_a_closed_terminal_stops_the_site() -> None:
    script = (
        "from erp.launch.supervisor import Supervisor\n"
        "supervisor = Supervisor()\n"
        "supervisor.listen()\n"
        "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "print('up', flush=True)\n"
        "supervisor.watch()"
    )
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", script], cwd=CHECKOUT, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    said = b""
    # The end of the line may be written apart: it must have been before the terminal goes.
    while not said.endswith(b"\n"):
        said += os.read(ours, 100)
    assert said.startswith(b"up")
    os.close(ours)
    assert process.wait(10) == 0


def test_a_taken_port_is_told_before_anything_is_started(tmp_path: Path) -> None:
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        port = squatter.getsockname()[1]
        begun = time.monotonic()
        told = launch("demo", data=tmp_path / "data", PORT=str(port))
    assert told.returncode == 1
    assert told.stdout == (
        f"Port {port} on 127.0.0.1, for the site, is taken or not ours to use:"
        f" stop what listens there, or choose another one: make demo PORT={port + 1}\n"
    )
    assert "Traceback" not in told.stderr
    assert time.monotonic() - begun < 15
    assert not (tmp_path / "data" / "servers.json").exists()


def test_a_port_that_is_no_number(tmp_path: Path) -> None:
    told = launch("demo", data=tmp_path / "data", PORT="eight")
    assert (told.returncode, told.stdout) == (
        1,
        "PORT is 'eight': it must be a number between 1 and 65535.\n",
    )


def test_missing_pango_is_one_line_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    assert missing() == []
    monkeypatch.setattr("erp.launch.libraries.NEEDED", ("libpango-9.9.so.0",))
    assert complaint().count("\n") == 0
    assert "libpango-9.9.so.0" in complaint()
    assert "apt-get install libpango-1.0-0" in complaint()


def test_the_example_of_the_environment_names_every_variable() -> None:
    listed = set(re.findall(r"^#?([A-Z_]+)=", (CHECKOUT / ".env.example").read_text(), re.MULTILINE))
    asked = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (CHECKOUT / "erp" / "settings.py").read_text()))
    for path in [*(CHECKOUT / "erp" / "servers").glob("*.py"), *(CHECKOUT / "erp" / "launch").glob("*.py")]:
        asked |= set(re.findall(r'os\.environ\.get\("([A-Z_]+)"', path.read_text()))
    asked.add("CHROMIUM")
    assert listed == asked
