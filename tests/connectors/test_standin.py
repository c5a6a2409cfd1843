"""The stand-in shop behaves like the webservice it stands in for, and keeps what it is told."""

import base64
import json
import os
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from connectors.prestashop import PrestaShopClient, read_orders
from connectors.prestashop.xml import parse_document, shop_errors
from connectors.standin import DEMO_SKUS, RunningShop
from connectors.standin.catalogue import UNKNOWN_ARTICLE, barcode
from connectors.standin.scenarios import FRESH_BASKETS, SCENARIOS
from connectors.standin.shop import BasketError, StandinShop
from tests.connectors.conftest import START


def ask(shop: RunningShop, path: str, **params: str) -> httpx.Response:
    return httpx.get(f"{shop.url}/api/{path}", params=params, auth=(shop.key, ""), trust_env=False)


def ids(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    return [record.findtext("id") or record.get("id", "") for record in parse_document(response.content)[0]]


def refused(response: httpx.Response, status: int) -> list[int]:
    assert response.status_code == status
    return [code for code, _message in shop_errors(parse_document(response.content))]


def test_the_articles_are_sold_under_distinct_numbers() -> None:
    assert 35 <= len(DEMO_SKUS) <= 45
    assert len({article.sku for article in DEMO_SKUS}) == len(DEMO_SKUS)
    assert {str(article.tax_rate) for article in DEMO_SKUS} == {"20", "10", "5.5", "2.1"}
    assert len({barcode(article.sku) for article in DEMO_SKUS}) == len(DEMO_SKUS)
    assert UNKNOWN_ARTICLE not in DEMO_SKUS
    ordered = {sku for scenario in SCENARIOS for sku, _quantity in scenario.items}
    fresh = {sku for _person, items in FRESH_BASKETS for sku, _quantity in items}
    assert (ordered | fresh) - {UNKNOWN_ARTICLE.sku} <= {article.sku for article in DEMO_SKUS}


def test_the_same_start_gives_the_same_shop() -> None:
    assert StandinShop(start=START).tables == StandinShop(start=START).tables


def test_lists_filters_and_pages(standin: RunningShop) -> None:
    assert len(ids(ask(standin, "orders"))) == len(SCENARIOS)
    assert ids(ask(standin, "orders", limit="2,3", sort="[id_ASC]")) == ["3", "4", "5"]
    assert ids(ask(standin, "orders", limit="2", sort="[id_DESC]", display="[id]")) == ["26", "25"]
    assert ids(ask(standin, "orders", limit="500,10", display="full")) == []
    assert ids(ask(standin, "orders", **{"filter[id]": "[3|9|999]"})) == ["3", "9"]
    assert ids(ask(standin, "orders", **{"filter[id]": "[24,26]"})) == ["24", "25", "26"]
    assert ids(ask(standin, "orders", **{"filter[id]": ">[24]"})) == ["25", "26"]
    assert ids(ask(standin, "customers", **{"filter[lastname]": "%[brun]%"})) == ["4"]
    assert ids(ask(standin, "customers", **{"filter[lastname]": "[ker]%"})) == ["3"]


def test_dates_need_to_be_asked_for(standin: RunningShop) -> None:
    since = {"filter[date_upd]": ">[2026-05-20 00:00:00]", "sort": "[date_upd_ASC,id_ASC]"}
    assert refused(ask(standin, "orders", **since), 500) == [32]
    assert refused(ask(standin, "orders", sort="[date_upd_ASC]"), 500) == [37]
    assert ids(ask(standin, "orders", date="1", **since)) == ["26"]


def test_refusals_are_those_of_the_webservice(standin: RunningShop) -> None:
    assert refused(ask(standin, "nope"), 400) == [27]
    assert refused(ask(standin, "orders", display="[id,nope]"), 500) == [35]
    assert refused(ask(standin, "orders", **{"filter[nope]": "1"}), 500) == [32]
    assert refused(httpx.delete(f"{standin.url}/api/orders/1", auth=(standin.key, "")), 405) == [25]
    missing = ask(standin, "orders/999999")
    assert (missing.status_code, missing.content) == (404, b"")
    bare = httpx.get(f"{standin.url}/api/orders")
    assert (bare.status_code, bare.text) == (401, "401 Unauthorized")
    assert httpx.get(f"{standin.url}/api/orders", params={"ws_key": standin.key}).status_code == 200
    assert httpx.get(f"{standin.url}/").status_code == 404
    broken = {"Authorization": "Basic ###"}
    assert httpx.get(f"{standin.url}/api/orders", headers=broken).status_code == 401
    encoded = base64.b64encode(b"\xff\xfe").decode()
    assert (
        httpx.get(f"{standin.url}/api/orders", headers={"Authorization": f"Basic {encoded}"}).status_code
        == 401
    )


def test_fields_in_several_languages(standin: RunningShop) -> None:
    state = parse_document(ask(standin, "order_states/2").content).find("./order_state/name")
    assert state is not None
    assert [(item.get("id"), item.text) for item in state] == [
        ("1", "Paiement accepté"),
        ("2", "Payment accepted"),
    ]


def test_placing_an_order(standin: RunningShop) -> None:
    url = f"{standin.url}/admin/new-order"
    answer = httpx.post(url, json={"items": [["MAI-BOL-GRE", 2]], "payment": "wire", "vouchers": ["MOINS5"]})
    assert answer.status_code == 201
    placed = answer.json()
    assert (placed["total"], placed["currency"], placed["payment_module"]) == (
        "26.80",
        "EUR",
        "ps_wirepayment",
    )
    with PrestaShopClient(standin.url, standin.key, allow_private=True) as client:
        newest = list(read_orders(client))[-1]
    assert newest.reference == placed["reference"]
    plain = httpx.post(url)
    assert (plain.status_code, plain.json()["payment_module"]) == (201, "ps_checkout")
    assert plain.json()["transaction_id"].startswith("CA")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"items": [["NO-SUCH", 1]]}', 422),
        (b'{"items": [["MAI-BOL-GRE", 0]]}', 422),
        (b'{"person": "99"}', 422),
        (b'{"payment": "shells"}', 422),
        (b'{"vouchers": ["NONE"]}', 422),
        (b"not json", 400),
        (b"[]", 400),
        (b'{"items": 5}', 400),
    ],
)
def test_orders_nobody_can_place(standin: RunningShop, body: bytes, status: int) -> None:
    assert httpx.post(f"{standin.url}/admin/new-order", content=body).status_code == status
    assert len(standin.shop.tables["orders"]) == len(SCENARIOS)


def test_a_web_page_cannot_place_orders(standin: RunningShop) -> None:
    answer = httpx.post(f"{standin.url}/admin/new-order", headers={"Origin": "https://elsewhere.test"})
    assert answer.status_code == 403


def test_the_shop_is_kept_in_its_file(tmp_path: Path) -> None:
    path = tmp_path / "shop.json"
    placed = StandinShop(start=START, path=path).place_order(items=[("THE-COF-SIX", 1)])
    again = StandinShop(path=path)
    assert again.tables["orders"][-1]["reference"] == placed.reference
    assert placed.total == Decimal("45.00")
    with pytest.raises(BasketError, match="NO-SUCH"):
        again.place_order(items=[("NO-SUCH", 1)])
    assert [item.name for item in tmp_path.iterdir()] == ["shop.json"]
    path.write_text(json.dumps({"version": 0}))
    with pytest.raises(ValueError, match="another version"):
        StandinShop(path=path)


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_the_command_serves_and_stops(tmp_path: Path, stop: signal.Signals) -> None:
    command = [
        sys.executable,
        "-m",
        "connectors.standin",
        "--port",
        "0",
        "--data",
        str(tmp_path / "shop.json"),
    ]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        url, key = line.split("/api, key ")
        with PrestaShopClient(url.split(": ", 1)[1], key.strip(), allow_private=True) as client:
            assert client.read_info().name == "Feuille & Faïence"
        process.send_signal(stop)
        assert process.wait(10) == 0
    assert (tmp_path / "shop.json").exists()
