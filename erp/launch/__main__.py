"""The command line of the launcher; see the package."""

import argparse
import os
import sys

from erp.launch import demo, run
from erp.launch.supervisor import StepFailedError, StoppedError, say
from erp.servers import ServersError
from erp.servers.environment import read_environment_file
from erp.servers.places import CHECKOUT


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m erp.launch", description=__doc__)
    parser.add_argument("command", choices=["demo", "dev", "test", "run", "shell"])
    parser.add_argument(
        "arguments", nargs=argparse.REMAINDER, help="test: for pytest; run: the command to run"
    )
    options = parser.parse_args()
    os.chdir(CHECKOUT)
    read_environment_file()
    try:
        if options.command == "test":
            return run.tests(options.arguments)
        if options.command == "run":
            return run.command(options.arguments)
        if options.command == "shell":
            return run.shell()
        demo.serve(is_reloading=options.command == "dev")
    except (ServersError, StepFailedError) as error:
        say(str(error))
        return 1
    except StoppedError:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
