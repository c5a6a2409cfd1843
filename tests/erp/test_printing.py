"""Paper: made of what the page holds, by processes that load the printer when they print."""

import subprocess
import sys
from pathlib import Path

from erp.printing import font_faces, pdf

ROOT = Path(__file__).resolve().parents[2]


def test_a_page_shows_nothing_that_it_does_not_hold(tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("@page { size: 10mm 10mm }")
    plain = pdf("<p>Bon de livraison</p>")
    assert plain.startswith(b"%PDF")
    assert "@font-face" in font_faces()
    # A style sheet of the machine's is not read: the page stays as large as it was.
    linked = pdf(f'<link rel="stylesheet" href="{secret.as_uri()}"><p>Bon de livraison</p>')
    assert b"/MediaBox [0 0 28" not in linked
    assert abs(len(linked) - len(plain)) < 200


def test_the_site_starts_without_the_printer() -> None:
    code = "import django, sys; django.setup(); assert 'weasyprint' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)
