"""What every document we print needs: our own letters in the file, and nothing loaded from anywhere."""

from base64 import b64encode
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders


@cache
def embedded_fonts() -> dict[str, str]:
    """Our fonts in base64, by name ("latin", "latin_ext"): a document looks the same on every machine."""
    files = {name: finders.find(f"vendor/inter-{name}-wght-normal.woff2") for name in ("latin", "latin-ext")}
    return {
        name.replace("-", "_"): b64encode(Path(path).read_bytes()).decode()
        for name, path in files.items()
        if path
    }
