"""Copy what the pages load from node_modules to static/vendor: pinned by package-lock.json, served by ourselves."""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARGET = ROOT / "static" / "vendor"
FILES = (
    "@tabler/core/dist/css/tabler.min.css",
    "@tabler/core/dist/css/tabler-themes.min.css",
    "@tabler/core/dist/css/tabler-vendors.min.css",
    "@tabler/core/dist/js/tabler.min.js",
    "@tabler/core/dist/js/tabler-theme.min.js",
    "htmx.org/dist/htmx.min.js",
    "tom-select/dist/js/tom-select.complete.min.js",
    "tom-select/dist/css/tom-select.bootstrap5.min.css",
    "vega/build/vega.min.js",
    "vega-lite/build/vega-lite.min.js",
    "vega-embed/build/vega-embed.min.js",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
)
ICONS = "@tabler/icons/icons/outline"
# The maps stay behind; a name that leads nowhere would stop collectstatic.
SOURCE_MAP = re.compile(rb"\n?(//|/\*)# sourceMappingURL=[^\n]*")


def main() -> None:
    draft = TARGET.with_name("vendor.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for name in FILES:
        source = MODULES / name
        (draft / source.name).write_bytes(SOURCE_MAP.sub(b"", source.read_bytes()))
    shutil.copytree(MODULES / ICONS, draft / "icons")
    shutil.rmtree(TARGET, ignore_errors=True)
    draft.rename(TARGET)


if __name__ == "__main__":
    main()
