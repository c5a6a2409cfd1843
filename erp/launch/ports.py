"""The ports a checkout serves on."""

import json
import os
import time
from pathlib import Path

from erp.servers import ServersError, addresses
from erp.servers.places import CHECKOUT
from erp.servers.state import free_port, is_free

FILE = "launch.json"
PATIENCE = 3.0  # seconds; a site that was just stopped may still be letting go of its port


def site_port() -> int:
    """`PORT`, or 8000.

    Raises:
        ServersError: it is no port.
    """
    text = os.environ.get("PORT") or "8000"
    if not (text.isdigit() and 0 < int(text) < 65_536):
        raise ServersError(f"PORT is {text!r}: it must be a number between 1 and 65535.")
    return int(text)


def require_free(port: int, purpose: str, remedy: str) -> None:
    """Return when the port is free.

    Raises:
        ServersError: somebody else listens on it.
    """
    deadline = time.monotonic() + PATIENCE
    while not is_free(port):
        if time.monotonic() > deadline:
            raise ServersError(
                f"Port {port} on 127.0.0.1, for {purpose}, is taken or not ours to use: {remedy}"
            )
        time.sleep(0.1)


def standin_port() -> int:
    """The port of this checkout's stand-in shop. Chosen once: the demo's connection keeps its address."""
    path = addresses().data_folder / FILE
    if path.exists():
        return int(json.loads(path.read_text())["standin_port"])
    port = free_port(f"{CHECKOUT} stand-in shop")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps({"standin_port": port}))
    draft.replace(path)
    return port


def standin_url() -> str:
    """Where the stand-in shop of this checkout answers while the demo runs."""
    return f"http://127.0.0.1:{standin_port()}"


def standin_exists() -> bool:
    """Asked of the files: the kernel knows no app above it."""
    folder: Path = CHECKOUT / "connectors" / "standin"
    return (folder / "__main__.py").exists()
