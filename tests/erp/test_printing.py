"""Paper: made of what the page holds, by processes that load the printer when they print."""

import subprocess
import sys
from pathlib import Path

import pytest

from erp.printing import font_faces, pdf

ROOT = Path(__file__).resolve().parents[2]


def test_a_page_shows_nothing_that_it_does_not_hold(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert pdf("<p>Bon de livraison</p>").startswith(b"%PDF")
    assert "@font-face" in font_faces()
    assert caplog.text == ""
    style = tmp_path / "style.css"
    style.write_text("@page { size: 10mm 10mm }")
    for address in (style.as_uri(), "http://127.0.0.1:9/style.css"):
        pdf(f'<link rel="stylesheet" href="{address}"><p>Bon de livraison</p>')
        assert f"disallowed protocol: {address}" in caplog.text


def test_the_site_starts_without_the_printer() -> None:
    code = "import django, sys; django.setup(); assert 'weasyprint' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)
