"""Take the pictures of the README from a running demo: `.venv/bin/python scripts/screenshots.py [http://127.0.0.1:8000]`."""

import io
import os
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "erp.settings")

PASSWORD = "comptoir-demo-2026"  # noqa: S105  the demo's, printed by it
WIDE, PHONE = {"width": 1360, "height": 820}, {"width": 390, "height": 820}


def take(page: Page, name: str, path: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot()))
    # Flat colours lose nothing in a palette, and a repository is read over slow lines too.
    picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=160).save(
        FOLDER / f"{name}.png", optimize=True
    )
    print(f"{name}.png")


def main(base: str) -> None:
    from tests.browser import OPTIONS, chromium

    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=OPTIONS)
        for user, viewport, scheme, shots in (
            ("aline", WIDE, "light", (("orders", "/sales/order/"), ("articles", "/catalog/variant/"))),
            ("aline", WIDE, "light", (("order", "/sales/order/?q=&status=done"),)),
            ("marc", WIDE, "light", (("reconciliation", "/accounting/reconcile/"),)),
            ("ines", PHONE, "dark", (("phone", "/sales/order/"),)),
        ):
            context = browser.new_context(
                base_url=base, viewport=viewport, color_scheme=scheme, locale="fr-FR"
            )
            page = context.new_page()
            page.goto("/login/")
            page.fill("[name=username]", user)
            page.fill("[name=password]", PASSWORD)
            page.press("[name=password]", "Enter")
            page.wait_for_load_state("networkidle")
            for name, path in shots:
                if name == "order":
                    page.goto(path)
                    path = page.locator("tbody tr a").first.get_attribute("href") or path
                if name == "reconciliation":
                    # The bank that providers pay to has lines with candidates; it is the last one of the list.
                    page.goto(path)
                    path += f"?account={page.locator('#match-account option').last.get_attribute('value')}"
                take(page, name, path)
            context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
