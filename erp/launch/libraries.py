"""The system libraries that WeasyPrint loads at its first import."""

import ctypes
import sys

NEEDED = (
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libfontconfig.so.1",
    "libgobject-2.0.so.0",
)
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0"


def missing() -> list[str]:
    absent = []
    for name in NEEDED:
        try:
            ctypes.CDLL(name)
        except OSError:
            absent.append(name)
    return absent


def complaint() -> str:
    """One line about what is missing and how to install it; empty when nothing is."""
    absent = missing()
    if not absent:
        return ""
    return f"PDF files need {', '.join(absent)} (Pango): install it with `sudo apt-get install {PACKAGES}`, then try again."


if __name__ == "__main__":
    line = complaint()
    if line:
        print(line, file=sys.stderr)
        sys.exit(1)
