"""A small local shop that speaks PrestaShop's webservice: for the demo, for tests, for working without a real shop.

It holds invented articles, customers and orders, and serves the resources the adapter reads with the webservice's own
filter, display, sort, limit and date rules, its key check and its ways of refusing. It sells nothing to anyone and
listens on loopback; `POST /admin/new-order` places a fresh order.

    python -m connectors.standin --port 8090 --data shop.json

    with running_shop() as shop:
        PrestaShopClient(shop.url, shop.key, allow_private=True)

`catalogue` what it sells; `people` to whom; `tables` the fixed tables; `pricing` how it computes an order; `scenarios`
the orders it starts with; `shop` its state; `query` and `render` the webservice; `server` HTTP.
"""

from connectors.standin.catalogue import DEMO_SKUS
from connectors.standin.server import RunningShop, running_shop

__all__ = ["DEMO_SKUS", "RunningShop", "running_shop"]
