"""The `.env` file, for commands that run before or without Django's settings."""

import environ

from erp.servers.places import CHECKOUT


def read_environment_file() -> None:
    """Take the variables of `.env` that the environment does not set itself, as settings do."""
    path = CHECKOUT / ".env"
    if path.exists():
        environ.Env.read_env(str(path))
