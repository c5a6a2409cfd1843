"""The Chromium of the browser tests. `python -m tests.browser` prints its path, or fails when there is none."""

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Nothing is asked of the network, and a container's sandbox and graphics are not relied on.
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def chromium() -> str | None:
    """`CHROMIUM`, else the system's, else the one Playwright has; None when there is none."""
    if path := os.environ.get("CHROMIUM"):
        return path
    for name in NAMES:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


if __name__ == "__main__":
    found = chromium()
    if found is None or not os.access(found, os.X_OK):
        sys.exit(1)
    print(found)
