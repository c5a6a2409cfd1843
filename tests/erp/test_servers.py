"""The embedded servers, each test with a data folder and servers of its own."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from erp import servers
from erp.servers.places import CHECKOUT
from erp.servers.processes import wait_until

PASSWORD = re.compile(r":[^:@/]+@")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "data"
    monkeypatch.setenv("COMPTOIR_DATA", str(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    yield folder
    if folder.is_dir():
        (folder / "servers.json").unlink(missing_ok=True)  # a test may have damaged it
    servers.remove()


@pytest.fixture
def connect() -> Callable[[], psycopg.Connection]:
    """Connections as the site has them: a commit is on the disk, which other tests do without."""
    return lambda: psycopg.connect(
        servers.addresses().database_url,
        autocommit=True,
        connect_timeout=5,
        options="-c synchronous_commit=on",
    )


def pid(name: str) -> int:
    found = servers.running()[name]
    assert found is not None
    return found


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "erp.servers", *arguments],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )


def cluster(connection: psycopg.Connection) -> Path:
    """The database's files, from the server's command line (its role may not ask the server)."""
    words = Path(f"/proc/{pid('PostgreSQL')}/cmdline").read_bytes().split(b"\0")
    return Path(os.fsdecode(words[2]))


def test_the_first_start_makes_a_database_for_a_role_without_power(data: Path, connect: Callable) -> None:
    servers.start()
    with connect() as connection:
        role = connection.execute(
            "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert role == ("comptoir", False, False, True, False)
        owner = connection.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        )
        assert owner.fetchone() == ("comptoir",)
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SELECT upper('éà'), 'école' COLLATE \"C\" > 'zèbre'").fetchone() == (
            "ÉÀ",
            True,
        )
    assert redis.Redis.from_url(servers.addresses().redis_url).ping()
    assert servers.start() == []


def test_nobody_comes_in_without_the_password(data: Path) -> None:
    servers.start()
    addresses = servers.addresses()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(PASSWORD.sub(":guessed@", addresses.database_url))
    with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
        psycopg.connect(addresses.database_url.replace("//comptoir:", "//postgres:"))
    with pytest.raises(redis.AuthenticationError):
        redis.Redis.from_url(PASSWORD.sub("", addresses.redis_url)).ping()
    assert (data / "servers.json").stat().st_mode & 0o077 == 0


def test_what_was_committed_survives_a_killed_server(data: Path, connect: Callable) -> None:
    servers.start()
    with connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    os.kill(pid("PostgreSQL"), signal.SIGKILL)
    os.kill(pid("Valkey"), signal.SIGKILL)
    assert [started.server.name for started in servers.start()] == ["PostgreSQL", "Valkey"]
    with connect() as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (42,)


def test_a_leftover_process_number_that_somebody_else_carries_now(data: Path, connect: Callable) -> None:
    servers.start()
    with connect() as connection:
        leftover = cluster(connection) / "postmaster.pid"
    text = leftover.read_text().splitlines()
    os.kill(pid("PostgreSQL"), signal.SIGKILL)
    assert wait_until(lambda: servers.running()["PostgreSQL"] is None, 5)
    leftover.write_text("\n".join([str(os.getpid()), *text[1:]]))
    servers.start()
    with connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_ports_that_were_taken_meanwhile_are_chosen_anew(data: Path, connect: Callable) -> None:
    servers.start()
    before = json.loads((data / "servers.json").read_text())
    servers.stop()
    with socket.socket() as one, socket.socket() as other:
        for squatter, name in ((one, "postgresql"), (other, "valkey")):
            squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            squatter.bind(("127.0.0.1", before[name]["port"]))
            squatter.listen()
        servers.start()
        after = json.loads((data / "servers.json").read_text())
        assert after["postgresql"]["port"] != before["postgresql"]["port"]
        assert after["valkey"]["port"] != before["valkey"]["port"]
        with connect() as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert redis.Redis.from_url(servers.addresses().redis_url).ping()


def test_two_checkouts_side_by_side(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    servers.start()
    first = servers.addresses()
    monkeypatch.setenv("COMPTOIR_DATA", str(tmp_path / "second"))
    try:
        servers.start()
        second = servers.addresses()
        with psycopg.connect(first.database_url) as one, psycopg.connect(second.database_url) as two:
            assert one.info.port != two.info.port
        assert servers.stop() == ["Valkey", "PostgreSQL"]
        psycopg.connect(first.database_url).close()
    finally:
        servers.remove()
        monkeypatch.setenv("COMPTOIR_DATA", str(data))


def test_a_lost_file_of_passwords_does_not_lose_the_data(data: Path, connect: Callable) -> None:
    servers.start()
    with connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    servers.stop()
    (data / "servers.json").unlink()
    servers.start()
    with connect() as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (42,)


def test_a_bound_server_ends_with_a_parent_that_is_killed(data: Path) -> None:
    script = "from erp import servers; import time; servers.start(bound=True); print('up', flush=True); time.sleep(600)"
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    assert parent.stdout.readline() == "up\n"
    assert all(servers.running().values())
    parent.kill()
    parent.wait()
    assert wait_until(lambda: not any(servers.running().values()), 20)


def broken_cluster(data: Path) -> Path:
    servers.start()
    with psycopg.connect(servers.addresses().database_url) as connection:
        folder = cluster(connection)
    servers.stop()
    (folder / "global" / "pg_control").write_bytes(b"\0" * 100)
    return folder


def test_a_broken_data_folder_gets_one_line_that_says_what_to_do(data: Path) -> None:
    folder = broken_cluster(data)
    told = command("start")
    assert told.returncode == 1
    assert told.stdout == ""
    assert len(told.stderr.splitlines()) == 1
    assert str(folder) in told.stderr
    assert "pg_control" in told.stderr
    assert "move it away" in told.stderr


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"{", "is damaged"), (b'{"postgresql": {"port": 1}}', "is damaged")],
    ids=["cut", "incomplete"],
)
def test_a_damaged_file_of_passwords(data: Path, content: bytes, told: str) -> None:
    data.mkdir()
    (data / "servers.json").write_bytes(content)
    with pytest.raises(servers.ServersError, match=told):
        servers.start()


def test_a_data_folder_that_is_no_folder(data: Path) -> None:
    data.write_text("a file")
    told = command("start")
    assert told.returncode == 1
    assert "is not a folder" in told.stderr
    assert "Traceback" not in told.stderr
    data.unlink()


def test_named_servers_are_used_and_none_is_started(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@db.example/erp")
    monkeypatch.setenv("REDIS_URL", "redis://cache.example/0")
    assert servers.addresses().database_url == "postgresql://somebody@db.example/erp"
    assert servers.addresses().redis_url == "redis://cache.example/0"
    assert servers.start() == []
    assert not data.exists()


def test_addresses_before_the_first_start_name_a_port_where_nothing_listens(data: Path) -> None:
    assert ":1/" in servers.addresses().database_url
    assert not data.exists()


@pytest.mark.bench
def test_how_long_a_start_takes(data: Path) -> None:
    """A newcomer waits for the first, everybody else for the later ones."""
    durations = []
    for _ in range(2):
        begun = time.monotonic()
        servers.start()
        durations.append(time.monotonic() - begun)
        servers.stop()
    print(f"\nservers: first start {durations[0]:.2f} s, later {durations[1]:.2f} s")
    assert durations[1] < 3
