"""The PrestaShop adapter: reads orders from the webservice of versions 1.6 to 9.

    with PrestaShopClient(url, key, record=save_exchange) as client:
        for order in read_orders(client, since=connection.cursor):
            ...

`client` asks, `xml` and `answers` decide what an answer is, `values`, `taxes`, `lines` and `parse` turn records into
`connectors.types`, `reader` plans which requests a page of orders needs.
"""

from connectors.prestashop.client import PrestaShopClient
from connectors.prestashop.reader import OrderReader, read_orders

__all__ = ["OrderReader", "PrestaShopClient", "read_orders"]
