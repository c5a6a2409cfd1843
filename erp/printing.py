"""What every document we print needs: our own letters in the file, and nothing loaded from anywhere."""

from base64 import b64encode
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string


def pdf(html: str, style: str = "") -> bytes:
    """A page of HTML on paper, with the CSS of `style` and our own letters. What it shows has to be in it, as data."""
    # Takes a second to load, and most processes never print.
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    fonts, fetcher = FontConfiguration(), URLFetcher(allowed_protocols={"data"})
    styles = [
        CSS(string=text, font_config=fonts, url_fetcher=fetcher) for text in (font_faces(), style) if text
    ]
    page = HTML(string=html, url_fetcher=fetcher)
    return bytes(page.write_pdf(stylesheets=styles, font_config=fonts) or b"")


@cache
def font_faces() -> str:
    """CSS with our letters in it: a document looks the same on every machine."""
    files = {name: finders.find(f"vendor/inter-{name}-wght-normal.woff2") for name in ("latin", "latin-ext")}
    fonts = {
        name.replace("-", "_"): b64encode(Path(path).read_bytes()).decode()
        for name, path in files.items()
        if path
    }
    return render_to_string("erp/print_fonts.css", {"fonts": fonts})
