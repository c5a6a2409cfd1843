"""Barcodes as drawings: GTIN-8, -12, -13 and -14."""

from functools import lru_cache

import barcode
from barcode.errors import BarcodeError

# GTIN-14 is printed as ITF-14 on cartons.
SYMBOLOGIES = {8: "ean8", 12: "upca", 13: "ean13", 14: "itf"}
# The quiet zone that scanners need at each side, in modules (GS1 General Specifications, 5.2.3.4).
QUIET = 11
HEIGHT = 40


@lru_cache(maxsize=4096)
def barcode_svg(gtin: str) -> str:
    """The barcode as an SVG document without its digits, or "" for what is no GTIN."""
    symbology = SYMBOLOGIES.get(len(gtin))
    if symbology is None or not (gtin.isascii() and gtin.isdigit()):
        return ""
    try:
        modules = barcode.get_class(symbology)(gtin).build()[0]
    except BarcodeError:
        return ""
    width = len(modules) + 2 * QUIET
    bars = "".join(f"M{QUIET + start} 0h{length}v{HEIGHT}h-{length}z" for start, length in _bars(modules))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" viewBox="0 0 {width} {HEIGHT}"'
        f' preserveAspectRatio="none"><path d="{bars}"/></svg>'
    )


def _bars(modules: str) -> list[tuple[int, int]]:
    """Where each bar begins and how wide it is."""
    found, start = [], None
    for place, module in enumerate(f"{modules}0"):
        if module == "1" and start is None:
            start = place
        elif module == "0" and start is not None:
            found.append((start, place - start))
            start = None
    return found
