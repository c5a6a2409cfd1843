"""Ports and passwords of a checkout's servers: `servers.json` in the data folder, readable by its owner alone."""

import json
import os
import secrets
import socket
import zlib
from dataclasses import asdict, dataclass, field
from pathlib import Path

from erp.servers.errors import ServersError

FILE = "servers.json"
# Below the range from which Linux takes the ports of outgoing connections, which come and go at random.
FIRST_PORT, LAST_PORT = 20_000, 29_999
# Nothing listens there: what an address holds before the first start.
NO_PORT = 1


@dataclass
class Entry:
    port: int = NO_PORT
    password: str = ""


@dataclass
class State:
    folder: Path
    postgresql: Entry = field(default_factory=Entry)
    valkey: Entry = field(default_factory=Entry)

    @classmethod
    def read(cls, folder: Path) -> "State":
        """What is written, or blank entries when nothing is.

        Raises:
            ServersError: the file is there but can't be read or is damaged.
        """
        path = folder / FILE
        try:
            content = json.loads(path.read_bytes())
            return cls(folder, Entry(**content["postgresql"]), Entry(**content["valkey"]))
        except (FileNotFoundError, NotADirectoryError):
            return cls(folder)
        except PermissionError:
            raise ServersError(
                f"{path} belongs to another user. Work as that user, or set COMPTOIR_DATA to a folder of your own."
            ) from None
        except (ValueError, KeyError, TypeError):
            raise ServersError(
                f"{path} is damaged. Stop the servers and delete the file: new ports and passwords are made at the next start."
            ) from None

    def write(self) -> None:
        """Replace the file in one step: a reader sees the old one or the new one, never half."""
        content = {"postgresql": asdict(self.postgresql), "valkey": asdict(self.valkey)}
        path = self.folder / FILE
        draft = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(content, file, indent=2)
        draft.replace(path)


def new_password() -> str:
    return secrets.token_urlsafe(24)


def is_free(port: int) -> bool:
    """Whether a server could listen on that port of this machine's loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(name: str, *, avoid: tuple[int, ...] = ()) -> int:
    """A free port that depends on the name, so that two checkouts rarely want the same one.

    Raises:
        ServersError: none is free.
    """
    span = LAST_PORT - FIRST_PORT + 1
    offset = zlib.crc32(name.encode()) % span
    for step in range(span):
        port = FIRST_PORT + (offset + step) % span
        if port not in avoid and is_free(port):
            return port
    raise ServersError(
        f"No port between {FIRST_PORT} and {LAST_PORT} is free on 127.0.0.1: stop some of what listens there."
    )
