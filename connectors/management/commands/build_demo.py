"""`manage.py build_demo`: the demo group in an empty database, and the main job played on it."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from django.core.management.base import BaseCommand, CommandError

from connectors.demo import build
from connectors.standin import running_shop
from connectors.standin.shop import StandinShop
from erp.demo import PASSWORD, PEOPLE
from erp.launch.ports import standin_port, standin_url
from erp.models import User
from erp.servers import addresses


class Command(BaseCommand):
    help = "Builds the demo group in an empty database and plays the main job on it, telling each step."

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            raise CommandError("This database is in use: the demo is built in an empty one.")
        started = time.perf_counter()
        with _shop() as url:
            build(self._say, url)
        logins = [
            {
                "username": name,
                "password": PASSWORD,
                "description": f"{first} {last}, {role}, {', '.join(codes)}",
            }
            for name, first, last, _language, codes, role in PEOPLE
        ]
        logins.append(
            {"username": "admin", "password": PASSWORD, "description": "administration of the group"}
        )
        (addresses().data_folder / "demo.json").write_text(json.dumps({"logins": logins}, ensure_ascii=False))
        self._say(f"Built in {time.perf_counter() - started:.0f} s.")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


@contextmanager
def _shop() -> Iterator[str]:
    """The stand-in shop that the supervisor runs, or one of our own while we build."""
    url = standin_url()
    for _attempt in range(20):
        try:
            httpx.get(url, timeout=1)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            yield url
            return
    shop = StandinShop(path=addresses().data_folder / "standin.json")
    with running_shop(shop, port=standin_port()) as running:
        yield running.url
