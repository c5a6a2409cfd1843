"""Rows as the XML PrestaShop writes: CDATA values, links on ids, languages inside fields, lists inside associations."""

from collections.abc import Iterable, Sequence
from typing import Any

from lxml import etree

from connectors.standin.query import Answer
from connectors.standin.tables import Row

_XLINK = "http://www.w3.org/1999/xlink"
_HREF = f"{{{_XLINK}}}href"

# Name of one record of each resource.
SINGULAR = {
    "addresses": "address", "carriers": "carrier", "configurations": "configuration", "countries": "country",
    "currencies": "currency", "customer_messages": "customer_message", "customer_threads": "customer_thread",
    "customers": "customer", "languages": "language", "order_carriers": "order_carrier",
    "order_cart_rules": "order_cart_rule", "order_details": "order_detail", "order_payments": "order_payment",
    "order_slip": "order_slip", "order_states": "order_state", "orders": "order", "states": "state", "taxes": "tax",
}  # fmt: skip

_LINKED = {
    "id_address_delivery": "addresses", "id_address_invoice": "addresses", "id_currency": "currencies",
    "id_lang": "languages", "id_customer": "customers", "id_carrier": "carriers", "current_state": "order_states",
    "id_country": "countries", "id_order": "orders",
}  # fmt: skip


def render_list(resource: str, answer: Answer, api: str) -> bytes:
    root = _root()
    holder = etree.SubElement(root, resource)
    for row in answer.rows:
        if answer.fields == ():
            link = {"id": str(row["id"]), _HREF: f"{api}/{resource}/{row['id']}"}
            etree.SubElement(holder, SINGULAR[resource], link)
        else:
            holder.append(_record(SINGULAR[resource], row, answer.fields, api))
    return _bytes(root)


def render_one(resource: str, row: Row, api: str) -> bytes:
    root = _root()
    root.append(_record(SINGULAR[resource], row, None, api))
    return _bytes(root)


def render_errors(errors: Iterable[tuple[int, str]]) -> bytes:
    root = _root()
    holder = etree.SubElement(root, "errors")
    for code, message in errors:
        error = etree.SubElement(holder, "error")
        etree.SubElement(error, "code").text = etree.CDATA(str(code))
        etree.SubElement(error, "message").text = etree.CDATA(message)
    return _bytes(root)


def render_index(resources: Sequence[str], api: str, shop_name: str) -> bytes:
    """The webservice's front page: the resources and what the key may do with each."""
    root = _root()
    index = etree.SubElement(root, "api", {"shopName": shop_name})
    for resource in resources:
        rights = {
            "get": "true",
            "put": "false",
            "post": "false",
            "patch": "false",
            "delete": "false",
            "head": "true",
        }
        etree.SubElement(index, resource, {_HREF: f"{api}/{resource}", **rights})
    return _bytes(root)


def _root() -> etree._Element:
    return etree.Element("prestashop", nsmap={"xlink": _XLINK})


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _record(tag: str, row: Row, fields: Sequence[str] | None, api: str) -> etree._Element:
    record = etree.Element(tag)
    for field, value in row.items():
        if fields is not None and field not in fields:
            continue
        if field == "associations":
            record.append(_associations(value, api))
        else:
            record.append(_field(field, value, api))
    return record


def _field(name: str, value: Any, api: str) -> etree._Element:
    node = etree.Element(name)
    if isinstance(value, dict):
        for language, text in value.items():
            translation = etree.SubElement(
                node, "language", {"id": language, _HREF: f"{api}/languages/{language}"}
            )
            translation.text = etree.CDATA(text)
        return node
    if name in _LINKED and value not in ("", "0"):
        node.set(_HREF, f"{api}/{_LINKED[name]}/{value}")
    node.text = etree.CDATA(str(value))
    return node


def _associations(lists: dict[str, list[Any]], api: str) -> etree._Element:
    holder = etree.Element("associations")
    for name, (tag, rows) in lists.items():
        items = etree.SubElement(holder, name, {"nodeType": tag})
        for row in rows:
            items.append(_record(tag, row, None, api))
    return holder
