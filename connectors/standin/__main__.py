"""`python -m connectors.standin --port 8090 [--data shop.json]`: serve the stand-in shop until Ctrl-C or SIGTERM."""

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType

from connectors.standin.server import ShopServer
from connectors.standin.shop import DEMO_KEY, SHOP_NAME, StandinShop


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m connectors.standin", description="A small local PrestaShop stand-in."
    )
    parser.add_argument("--port", type=int, default=8090, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--data", type=Path, help="JSON file that keeps the shop between runs")
    parser.add_argument("--key", default=DEMO_KEY, help="webservice key, 32 characters")
    parser.add_argument("--verbose", action="store_true", help="print every request")
    options = parser.parse_args(arguments)
    if len(options.key) != 32:
        parser.error("a webservice key has 32 characters")
    try:
        shop = StandinShop(path=options.data)
    except (OSError, ValueError, KeyError) as error:
        print(f"The shop's data could not be used: {error}", file=sys.stderr)
        return 1
    try:
        server = ShopServer(("127.0.0.1", options.port), shop, key=options.key, is_verbose=options.verbose)
    except OSError as error:
        print(
            f"Port {options.port} cannot be used ({error.strerror}): choose another with --port.",
            file=sys.stderr,
        )
        return 1
    # Set both: a shell that starts us in the background has Ctrl-C ignored.
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    print(f"{SHOP_NAME}: {server.url}/api, key {options.key}", flush=True)
    try:
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        return 0
    finally:
        server.server_close()
    return 0


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
