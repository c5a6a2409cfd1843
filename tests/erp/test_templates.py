"""What templates write into attributes that a program reads is never dressed up for people."""

import re
from pathlib import Path

from django.conf import settings

BARE_KEY = re.compile(r'(?:value|data-[a-z-]+)="\{\{ *[a-z_.]*\.(?:pk|id) *\}\}"')


def test_keys_in_attributes_have_no_thousand_separators() -> None:
    """From 1000 on, a localized key reads "1 000", which names nothing."""
    root = Path(settings.BASE_DIR)
    wrong = [
        f"{path.relative_to(root)}: {found.group()}"
        for folder in ("templates", "inventory/templates")
        for path in sorted((root / folder).rglob("*.html"))
        for found in BARE_KEY.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not wrong, "\n".join(wrong)
