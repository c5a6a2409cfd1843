"""`python -m erp.servers start|stop|status|remove`: the embedded servers of this checkout."""

import argparse
import sys

from erp import servers
from erp.servers.environment import read_environment_file


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m erp.servers", description=__doc__)
    parser.add_argument("command", choices=["start", "stop", "status", "remove"])
    command = parser.parse_args().command
    read_environment_file()
    try:
        return _run(command)
    except servers.ServersError as error:
        print(error, file=sys.stderr)
        return 1


def _run(command: str) -> int:
    if command == "start":
        started = servers.start()
        for one in started:
            print(f"{one.server.name} started on port {one.server.port} (process {one.process.pid}).")
            if one.server.home.is_elsewhere:
                print(
                    f"  Its files are in {one.server.home.servers}: the account it runs as can't reach this checkout."
                )
        if not started:
            print("Nothing to start.")
    elif command == "stop":
        for name in servers.stop() or ["Nothing"]:
            print(f"{name} stopped.")
    elif command == "status":
        states = servers.running()
        for name, pid in states.items():
            print(f"{name}: {f'runs (process {pid})' if pid else 'does not run'}")
        return 0 if all(states.values()) else 3
    else:
        servers.remove()
        print("The servers' data is deleted.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
