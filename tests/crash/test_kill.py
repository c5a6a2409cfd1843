"""kill -9 of the processes and of the database, again and again, in the middle of work: nothing is lost, nothing doubled."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from erp import servers
from erp.servers.places import CHECKOUT

ROUNDS = 4


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Servers of the test's own, whose commits are on the disk, as a site's are."""
    monkeypatch.setenv("COMPTOIR_DATA", str(tmp_path / "data"))
    for name in ("DATABASE_URL", "REDIS_URL", "PGOPTIONS"):
        monkeypatch.delenv(name, raising=False)
    servers.start()
    yield dict(os.environ)
    servers.remove()


def start(environment: dict[str, str], *what: str) -> list[subprocess.Popen[str]]:
    """Start processes of `tests.crash.work`; return once each says that it is at work."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.crash.work", one],
            cwd=CHECKOUT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for one in what
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    return processes


def run(environment: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def test_nothing_is_lost_or_doubled_when_everything_is_killed(environment: dict[str, str]) -> None:
    run(environment, "manage.py", "migrate", "--verbosity=0")
    run(environment, "-m", "tests.crash.work", "set-up")
    chance = random.Random(20261124)
    sold = 0
    for round_number in range(ROUNDS):
        processes = start(environment, "sell", "sell", "relay")
        time.sleep(1.5 + chance.random() * 2)
        if round_number % 2:
            database = servers.running()["PostgreSQL"]
            assert database is not None
            kill(database)
        for process in processes:
            kill(process.pid)
            process.communicate(timeout=10)
        # Stopping waits for the killed server's children to be gone, starting recovers from its journal.
        servers.start()
        found = json.loads(run(environment, "-m", "tests.crash.work", "check"))
        assert found["broken"] == []
        assert found["without_event"] == found["undelivered"] == found["heard_twice"] == 0
        assert found["heard"] == found["events"]
        assert found["confirmed"] >= sold
        sold = found["confirmed"]
    assert sold > 20
