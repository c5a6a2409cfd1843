"""Whatever is sent, the answer is in words: nothing fails, nothing is half written, nothing large reaches the memory."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from functools import cache, partial
from typing import Any

import pytest
from django import forms
from django.conf import settings as configured
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.test.client import ClientHandler
from django.urls import reverse

from accounting.models import BankAccount, BankLine, BankStatement, Invoice, Tax
from catalog.models import Product, Variant
from catalog.services import archive_products
from erp.crud.importing.records import import_names
from erp.crud.registry import resources
from erp.crud.resource import Resource
from erp.models import Attachment, Partner
from sales.models import Order, OrderLine
from tests.must_hold.world import World

pytestmark = pytest.mark.django_db

ALL = pytest.mark.parametrize("key", [resource.key for resource in resources.values()])
MADE = pytest.mark.parametrize("key", [r.key for r in resources.values() if r.can_create])
# [1,2], [null,null], ["a","b"], [{},[]], ["0000-00-00",1] and [1e400,1] where a list of places is expected.
CURSORS = [
    "WzEsMl0",
    "W251bGwsbnVsbF0",
    "WyJhIiwiYiJd",
    "W3t9LFtdXQ",
    "WyIwMDAwLTAwLTAwIiwxXQ",
    "WzFlNDAwLDFd",
]
ODD_PATHS = ["__class__", "company__users", "..", "lines.", "a.b.c", "%00", "x" * 3000]
PART = {"HX-Request": "true", "HX-Target": "list-results"}
NUL = "a\x00b"
DEEP = "[" * 100_000 + "]" * 100_000
NUMBERS = ["NaN", "-Infinity", "1e30", "1,5", "-1", "9" * 400]
# What can't be kept at all comes last: a form that holds it is turned away whole.
TEXTS = ["x" * 20_000, "0000-00-00", "99999-12-31", "<script>alert(1)</script>", "", "\ufffe", NUL]
JSON_VALUES: list[Any] = [
    NUL,
    [],
    {},
    {"a": {"b": 1}},
    [[1]],
    10**40,
    -1,
    1e300,
    "NaN",
    True,
    None,
    "x" * 20_000,
    "99999-12-31",
]


@pytest.fixture
def browser(world: World) -> Client:
    """Of the full company. What fails answers 500 here, as it would outside, instead of failing the test by itself."""
    client = Client(raise_request_exception=False)
    client.cookies = world.insider.cookies
    return client


@pytest.fixture
def program(world: World) -> Client:
    headers = {"Authorization": f"Bearer {world.inside_token}"}
    return Client(headers=headers, raise_request_exception=False)


def answered(response: Any, *expected: int) -> Any:
    """It is an answer, one of those expected where some are named."""
    asked = f"{response.request['REQUEST_METHOD']} {response.request['PATH_INFO']}?{response.request.get('QUERY_STRING', '')[:300]}"
    trace = getattr(response, "exc_info", None)
    assert response.status_code < 500, f"{asked}: {trace[1]!r}" if trace else asked
    if expected:
        assert response.status_code in expected, f"{asked}: {response.status_code}"
    return response


def sent(client: Client, url: str, value: Any, verb: str = "post") -> Any:
    text = value if isinstance(value, str | bytes) else json.dumps(value)
    return getattr(client, verb)(url, text, content_type="application/json")


def base(resource: Resource) -> str:
    return f"/api/v1/{resource.area}/{resource.name}/"


def turn_of(key: str) -> int:
    """Counts the resources: where all are alike, each is tried with a part of the values."""
    return [resource.key for resource in resources.values()].index(key)


def odd_queries(resource: Resource) -> Iterator[dict[str, str]]:
    yield {
        "sort": "__class__",
        "page": "-1",
        "after": "garbage",
        "cols": "__class__,pk",
        "view": "x",
        "limit": "-1",
    }
    yield {
        "sort": "-company__name",
        "page": "²",
        "before": "W10",
        "ids": "1e5,²,9" + "9" * 40,
        "view": "9" * 40,
    }
    yield {"after": "WyJhIiwgImIiXQ", "cursor": "a.WyJhIiwgImIiXQ", "q": "x" * 10_000, "format": "exe"}
    yield {"after": "WzEsMl0", "cursor": "b.WzEsMl0", "q": NUL, "company": "x"}
    yield {"q": "%_' OR 1=1 --", "page": "9" * 5000, "all": "1", "company": "9" * 40}
    for value in (*NUMBERS, NUL, "x" * 5000, "99999-12-31", "0001-01-01", "9999-12-31"):
        found: dict[str, str] = {}
        for name in resource.filters:
            found |= {f"{name}{end}": value for end in ("", "_after", "_before", "_min", "_max")}
        yield found


@ALL
def test_lists_with_odd_questions(world: World, browser: Client, program: Client, key: str) -> None:
    resource = resources.get(key)
    turn = turn_of(key)
    for number, query in enumerate(odd_queries(resource)):
        # Screens and API read filters alike, for all resources: they take turns, with other values for the next resource.
        if number < 5 or (number + turn) % 4 == 0:
            answered(browser.get(resource.list_url(), query, headers=PART))
        if number < 5 or (number + turn) % 4 == 2:
            answered(program.get(base(resource), query))
        if number < 2:
            answered(browser.get(resource.url("totals"), query))
        if number < 2 or number == 2 + turn % 3:
            export = answered(browser.get(resource.url("export"), query))
            if export.status_code == 200:
                assert export.getvalue()
    orders = [*resource.ordering, *(column.name for column in resource.all_columns)]
    for number, order in enumerate(orders):
        if number >= 3 and (number + turn) % 3:
            continue
        cursor = CURSORS[(number + turn) % len(CURSORS)]
        answered(program.get(base(resource), {"sort": order, "cursor": f"a.{cursor}"}))


@ALL
def test_odd_keys(world: World, browser: Client, program: Client, key: str) -> None:
    resource = resources.get(key)
    large = "9" * 30
    for place in (
        f"{resource.list_url()}{large}/",
        f"{base(resource)}{large}/",
        f"{resource.list_url()}0/",
        f"{resource.list_url()}{large}/timeline/",
    ):
        answered((program if "api" in place else browser).get(place, headers=PART), 404)
    turn = turn_of(key)
    for field in (ODD_PATHS * 2)[turn % len(ODD_PATHS) :][:3]:
        answered(browser.get(f"{resource.list_url()}options/{field}/", headers=PART))
    relations = [f.name for f in resource.model._meta.concrete_fields if f.is_relation]
    for name in relations[:2]:
        answered(browser.get(resource.url("options", name), {"q": NUL}))
        answered(browser.get(resource.url("options", name), {"q": "x" * 10_000}))
    for action in resource.actions:
        if action.bulk:
            for ids in ("", "a,b", large, ",".join(["1"] * 2000), NUL):
                answered(browser.post(resource.url("bulk", action.name), {"ids": ids}, headers=PART))
            answered(
                browser.post(
                    resource.url("bulk", action.name),
                    {"all": "1", "query": f"sort=__class__&ids={large}&q=%00"},
                )
            )


@MADE
def test_forms_with_odd_values(world: World, browser: Client, key: str) -> None:
    resource = resources.get(key)
    page = answered(browser.get(resource.url("new")), 200)
    with world.there():
        example = resource.get_queryset().order_by("-pk").first()
    places = [resource.url("new")]
    if example is not None and resource.can_update:
        places.append(resource.url("edit", example.pk))
    for number in range(len(TEXTS)):
        value = partial(odd_value, number)
        data: dict[str, Any] = {name: value(field) for name, field in page.context["form"].fields.items()}
        for line in resource.lines:
            if line.editable:
                data |= {f"{line.accessor}-TOTAL_FORMS": "1", f"{line.accessor}-INITIAL_FORMS": "0"}
                data |= {
                    f"{line.accessor}-0-{field.name}": value(field)
                    for field in line.model._meta.concrete_fields
                    if field.editable
                }
        # The same form checks what is new and what is changed: one value here, the next one there.
        answered(browser.post(places[number % len(places)], data))
        for line in resource.lines:
            if line.preview is not None:
                answered(browser.post(resource.url("preview", line.accessor), data))
    # Counts of lines that are none.
    for line in resource.lines:
        for total in ("-1", "x", "9" * 30):
            data = {f"{line.accessor}-TOTAL_FORMS": total, f"{line.accessor}-INITIAL_FORMS": total}
            answered(browser.post(resource.url("new"), data))


def odd_value(number: int, field: Any) -> str:
    """Of the odd values that matter to a field the `number`th."""
    numeric = forms.DecimalField | forms.IntegerField | models.DecimalField | models.IntegerField
    return NUMBERS[number % len(NUMBERS)] if isinstance(field, numeric) else TEXTS[number]


def test_more_lines_than_a_document_may_have(browser: Client) -> None:
    counts = {"lines-TOTAL_FORMS": "100000", "lines-INITIAL_FORMS": "0"}
    page = answered(browser.post("/sales/order/new/", counts), 422)
    [formset] = page.context["formsets"]
    assert formset.non_form_errors()
    assert len(formset.forms) == 0


@ALL
def test_actions_with_odd_values(world: World, browser: Client, program: Client, key: str) -> None:
    resource = resources.get(key)
    with world.there():
        records = list(resource.get_queryset().order_by("pk")[:8])
    for action in resource.actions:
        record = next((one for one in records if action.is_offered(one)), None)
        if record is None or action.form is None or not action.single:
            continue
        with world.there():
            fields = list(action.form().fields)
        for value in (*NUMBERS, *TEXTS, ""):
            answered(
                browser.post(resource.url("action", record.pk, action.name), dict.fromkeys(fields, value))
            )
        if resource.api:
            bodies: list[Any] = [dict.fromkeys(fields, value) for value in JSON_VALUES]
            for body in (*bodies, [], "x", None, 1):
                answered(sent(program, f"{base(resource)}{record.pk}/actions/{action.name}/", body))


@MADE
def test_the_api_with_odd_bodies(world: World, program: Client, key: str) -> None:
    resource = resources.get(key)
    with world.there():
        example = resource.get_queryset().order_by("-pk").first()
    places = [("post", base(resource))]
    if example is not None and resource.can_update:
        places.append(("patch", f"{base(resource)}{example.pk}/"))
    known = answered(program.get(base(resource))).json()["results"]
    fields = [*(known[0] if known else {}), *(line.accessor for line in resource.lines)]
    bodies: list[Any] = [
        [],
        [{}],
        "x",
        None,
        7,
        True,
        "{",
        DEEP,
        '{"a": ' + "9" * 5000 + "}",
        b"\xff\xfe{}",
        "",
        {"\x00": 1},
    ]
    for body in bodies:
        answered(sent(program, base(resource), body))
    for verb, place in places:
        for value in JSON_VALUES:
            answered(sent(program, place, dict.fromkeys(fields, value), verb))
            if resource.lines and verb == "post":
                lines = {
                    line.accessor: [{field.name: value for field in line.model._meta.concrete_fields}]
                    for line in resource.lines
                }
                answered(sent(program, place, lines, verb))


@ALL
def test_bulk_calls_with_odd_bodies(program: Client, key: str) -> None:
    resource = resources.get(key)
    keys: list[Any] = [1, {}, ["1"], [10**40], [True], [-1]]
    bodies: list[Any] = [[], "x", None, DEEP, *({"ids": one} for one in keys)]
    for action in resource.actions:
        if action.bulk:
            for body in bodies:
                answered(sent(program, f"{base(resource)}actions/{action.name}/", body), 400, 404, 413, 422)


# --- the frame --------------------------------------------------------------------------------------------------------


def test_the_frame_with_odd_values(world: World, browser: Client, program: Client) -> None:
    long = "x" * 20_000
    for text in (NUL, long, "javascript:alert(1)", "//evil.example.test/", "²", "9" * 400):
        answered(browser.get("/search/", {"q": text}))
        answered(browser.get("/search/", {"q": text}, headers={"HX-Request": "true"}))
        answered(browser.post("/company/", {"company": text, "next": text}))
        answered(browser.post("/favourites/", {"url": text, "label": text}))
        answered(
            browser.post("/preferences/", {"language": text, "theme": text, "density": text, "next": text})
        )
        answered(browser.post("/language/", {"language": text, "next": text}))
        answered(
            browser.post(
                "/profile/", dict.fromkeys(["first_name", "last_name", "email", "language", "username"], text)
            )
        )
        answered(
            browser.post(
                "/profile/password/", dict.fromkeys(["old_password", "new_password1", "new_password2"], text)
            )
        )
        answered(
            browser.post(
                "/profile/tokens/", dict.fromkeys(["name", "companies", "rights", "days", "expires"], text)
            )
        )
        answered(Client(raise_request_exception=False).post("/login/", {"username": text, "password": text}))
        answered(browser.post("/sales/order/views/", {"name": text, "query": text, "do": "save"}))
        answered(browser.post("/sales/order/views/", {"id": text, "name": text, "do": "rename"}))
        answered(browser.post("/sales/order/columns/", {"columns": text}))
        answered(browser.get("/accounting/reconcile/", {"line": text, "account": text}))
        for header in ("X-Company", "Authorization", "Accept-Language", "HX-Current-URL", "Accept"):
            answered(program.get("/api/v1/sales/order/", headers={header: text.replace("\x00", "%00")}))
        for page in (
            "?q=",
            "?o=",
            "?p=",
            "?e=",
            "?_facets=",
            "?company__id__exact=",
            "?status__exact=",
            "?id__in=",
        ):
            answered(
                browser.get(f"/admin/erp/job/{page}", QUERY_STRING=f"{page[1:]}{text}".replace("\x00", "%00"))
            )
    line = world.foreign(BankStatement)
    assert line
    with world.there():
        waiting = BankLine.objects.filter(is_matched=False).first()
    assert waiting is not None
    for value in (*NUMBERS, *TEXTS, ""):
        for place in ("preview", "match"):
            answered(
                browser.post(
                    reverse(f"accounting_reconciliation_{place}", args=[waiting.pk]),
                    {"items": [value, "1"], "fee": value, "rest": "account", "remainder_account": value},
                )
            )
        answered(browser.get(reverse("accounting_reconciliation_search", args=[waiting.pk]), {"q": value}))


def test_addresses_that_are_none(browser: Client) -> None:
    for path in (
        "/%00",
        "/sales/%00/",
        "/attachments/%00/",
        f"/attachments/{'9' * 40}/",
        "/sales/order/²/",
        "/" + "x" * 8000,
        "/..%2f..%2fetc/passwd",
        "/static/..%2f..%2fmanage.py",
        "/static/%00",
    ):
        answered(browser.get(path), 404, 400, 301, 302)


# --- files --------------------------------------------------------------------------------------------------------------

BOMB = (
    b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "%s"><!ENTITY c "%s"><!ENTITY d "%s">]><Document>&d;</Document>"""
    % (
        b"&a;" * 1000,
        b"&b;" * 1000,
        b"&c;" * 1000,
    )
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Document>&a;</Document>'
)
CAMT = b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">%s</Document>'


def zip_bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (120 * 1024 * 1024))
    return target.getvalue()


@cache
def bad_files() -> dict[str, bytes]:
    return {
        "empty.xml": b"",
        "broken.xml": b"<Document><Stmt></Document>",
        "bomb.xml": BOMB,
        "outside.xml": OUTSIDE,
        "hollow.xml": CAMT % b"<BkToCstmrStmt/>",
        "odd.xml": CAMT
        % b"<BkToCstmrStmt><Stmt><Id>1</Id><Acct><Id><IBAN>x</IBAN></Id></Acct><Ntry><Amt Ccy='EUR'>NaN</Amt></Ntry></Stmt></BkToCstmrStmt>",
        "deep.xml": b"<a>" * 50_000,
        "latin.csv": "naïve;crédit\n1;é".encode("latin-1"),
        "wrong.xml": '<?xml version="1.0" encoding="utf-8"?><Document>é</Document>'.encode("latin-1"),
        "unknown.xml": b'<?xml version="1.0" encoding="klingon"?><Document/>',
        "nul.csv": b"code;name\n\x00;\x00",
        "noise.xlsx": bytes(range(256)) * 20,
        "cut.xlsx": zip_bomb()[:2000],
        "bomb.xlsx": zip_bomb(),
        "page.html": b"<!doctype html><script>alert(1)</script>",
        "picture.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "wide.csv": b";".join([b"x"] * 5000) + b"\n1",
        "quote.csv": b'code;name\n"a;b\n',
        "a\x00b.csv": b"\x00",
        "../../x.csv": b"code;name\n\x00;2\n",
    }


def upload(name: str, content: bytes) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


def statement_form(world: World) -> tuple[str, dict[str, Any]]:
    with world.there():
        account = BankAccount.objects.get()
    resource = resources.get("accounting.bankaccount")
    action = next(a.name for a in resource.actions if "import" in a.name)
    return resource.url("action", account.pk, action), {}


def test_bad_files_as_statements(world: World, browser: Client) -> None:
    url, data = statement_form(world)
    with world.there():
        before = BankStatement.objects.count()
    for name, content in bad_files().items():
        for headers in ({}, {"HX-Request": "true"}):
            answer = answered(browser.post(url, {**data, "file": upload(name, content)}, headers=headers))
            assert answer.status_code in {200, 302, 422}, name
            assert "root:" not in answer.text
    with world.there():
        assert BankStatement.objects.count() == before


def test_bad_files_as_imports(world: World, browser: Client) -> None:
    for resource in resources.values():
        if not resource.importable:
            continue
        with world.there():
            before = resource.get_queryset().count()
        # One reader reads for all: the others are tried with a few.
        few = {"broken.xml", "cut.xlsx", "latin.csv"}
        for name, content in bad_files().items():
            if resource.key != "crm.partner" and name not in few:
                continue
            answer = answered(browser.post(resource.url("import"), {"file": upload(name, content)}))
            assert not answer.context.get("token"), name
        with world.there():
            assert resource.get_queryset().count() == before


def test_odd_cells_of_an_import(world: World, browser: Client) -> None:
    for resource in resources.values():
        if not resource.importable:
            continue
        names = import_names(resource)
        for value in (*NUMBERS, "x" * 9_000, "0000-00-00", "99999-12-31", "=1+1", "<b>", "\x1f", "\ufffe"):
            content = f"{';'.join(names)}\n{';'.join([value] * len(names))}\n".encode()
            answer = answered(browser.post(resource.url("import"), {"file": upload("odd.csv", content)}))
            if token := (answer.context or {}).get("token"):
                answered(browser.post(resource.url("import"), {"token": token}))


def test_bad_files_as_attachments(world: World, browser: Client) -> None:
    partner = world.foreign(Partner)[0]
    url = resources.get("crm.partner").url("attach", partner)
    for name, content in bad_files().items():
        answered(browser.post(url, {"file": upload(name, content)}))
    with world.there():
        kept = Attachment.objects.filter(kind="erp.partner", object_id=partner)
        assert not kept.filter(content_type__in=["text/html", "image/svg+xml"]).exists()
        assert not kept.filter(name__contains="/").exists()
        for attachment in kept:
            served = answered(browser.get(reverse("attachment", args=[attachment.pk])), 200)
            assert served.headers["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in served.headers["Content-Security-Policy"]
            assert served.headers["Content-Disposition"].startswith("attachment"), attachment.name


POLYGLOTS = {
    "page.xml": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
    "style.xml": b'<?xml version="1.0"?><?xml-stylesheet href="javascript:alert(1)"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "page.txt": b"hello <script>alert(1)</script>",
    "late.csv": b"a;b\n<html><script>alert(1)</script>",
    "picture.gif": b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;<script>alert(1)</script>",
    "script.pdf": b"%PDF-1.4\n<script>alert(1)</script>",
}


def test_what_could_run_is_saved_and_never_shown(world: World, browser: Client) -> None:
    partner = world.foreign(Partner)[0]
    url = resources.get("crm.partner").url("attach", partner)
    for name, content in POLYGLOTS.items():
        answered(browser.post(url, {"file": upload(name, content)}))
        with world.there():
            attachment = Attachment.objects.filter(name=name).first()
        if attachment is None:
            continue
        served = answered(browser.get(reverse("attachment", args=[attachment.pk])), 200)
        assert served.headers["X-Content-Type-Options"] == "nosniff"
        policy = served.headers["Content-Security-Policy"]
        assert "sandbox" in policy and "default-src 'none'" in policy and "allow-scripts" not in policy
        # Shown in the page are pictures and PDF alone; as what they are.
        if not served.headers["Content-Disposition"].startswith("attachment"):
            assert served.headers["Content-Type"] in {"image/gif", "application/pdf"}
        assert served.headers["Content-Type"].split(";")[0] not in {
            "text/html",
            "application/xhtml+xml",
            "image/svg+xml",
        }
    with world.there():
        invoice = Invoice.objects.filter(number__isnull=False).first()
    assert invoice is not None
    printed = answered(browser.get(reverse("accounting_invoice_print", args=[invoice.pk])), 200)
    assert printed.headers["Content-Type"] == "application/pdf"
    assert printed.headers["X-Content-Type-Options"] == "nosniff"


# --- what is too large -------------------------------------------------------------------------------------------------


class Endless:
    """A body of zeros that counts how much of it is read."""

    def __init__(self, head: bytes, size: int) -> None:
        self.head, self.left, self.taken = head, size, 0

    def read(self, size: int = -1) -> bytes:
        size = self.left if size is None or size < 0 else min(size, self.left)
        self.left -= size
        self.taken += size
        start, self.head = self.head[:size], self.head[size:]
        return start + b"0" * (size - len(start))

    def readline(self, size: int = -1) -> bytes:
        return self.read(size if size and size > 0 else 65_536)


LARGE = 100 * 1024 * 1024


def streamed(
    world: World, path: str, content_type: str, head: bytes, **environment: Any
) -> tuple[Any, Endless]:
    body = Endless(head, LARGE)
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": body,
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(LARGE),
        **environment,
    }
    # As the server calls it, but for the signals that would close the connection of the test.
    answer = ClientHandler(enforce_csrf_checks=True)(environ)
    return answer, body


def places_for_files(world: World) -> list[str]:
    return [
        statement_form(world)[0],
        resources.get("crm.partner").url("import"),
        resources.get("crm.partner").url("attach", world.foreign(Partner)[0]),
    ]


def test_a_hundred_megabytes_are_refused_before_they_are_read(world: World) -> None:
    cookie = f"{configured.SESSION_COOKIE_NAME}={world.insider.cookies[configured.SESSION_COOKIE_NAME].value}"
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.xml"\r\n\r\n'
    for path in places_for_files(world):
        answer, body = streamed(world, path, "multipart/form-data; boundary=x", head, HTTP_COOKIE=cookie)
        assert answer.status_code in {413, 403}, (path, answer.status_code)
        assert body.taken < 1024 * 1024, path
    for path in ("/login/", "/sales/order/new/"):
        answer, body = streamed(world, path, "application/x-www-form-urlencoded", b"a=", HTTP_COOKIE=cookie)
        # Without a token of the form it is turned away before anything is read.
        assert answer.status_code in {413, 403}, (path, answer.status_code)
        assert body.taken < 1024 * 1024, path


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"],
)
def test_a_hundred_megabytes_for_the_api(world: World, content_type: str) -> None:
    answer, body = streamed(
        world,
        "/api/v1/sales/order/",
        content_type,
        b'{"a": "',
        HTTP_AUTHORIZATION=f"Bearer {world.inside_token}",
    )
    assert answer.status_code == 413
    assert body.taken < 1024 * 1024


def test_uploads_above_the_limit(world: World, browser: Client, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 1000
    for path in places_for_files(world):
        answer = answered(browser.post(path, {"file": upload("a.xml", b"<a>" * 2000)}), 413)
        assert "too large" in answer.text


# --- values that are possible and wrong -----------------------------------------------------------------------------------


def test_formulas_do_not_leave_through_an_export(world: World, browser: Client) -> None:
    formulas = ["=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "=1+1"]
    with world.there():
        for number, formula in enumerate(formulas):
            Partner.objects.create(
                name=formula, number=f"F{number}", country_id="FR", visible_to=[world.theirs.pk]
            )
    resource = resources.get("crm.partner")
    text = (
        answered(browser.get(resource.url("export"), {"format": "csv", "cols": "name,number"}), 200)
        .getvalue()
        .decode("utf-8-sig")
    )
    for delimiter in (";", ","):
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        cells = [cell for row in rows for cell in row]
        assert not [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t", "\r") or cell[:2] == "-1"], (
            delimiter
        )
    book = answered(browser.get(resource.url("export"), {"format": "xlsx", "cols": "name"}), 200).getvalue()
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert b"<f>" not in b"".join(archive.read(name) for name in archive.namelist())


def test_a_negative_price_by_any_way(world: World, browser: Client, program: Client) -> None:
    variant = world.foreign(Variant)[0]
    with world.there():
        price = Variant.objects.get(pk=variant).sales_price
    answer = sent(program, f"/api/v1/catalog/variant/{variant}/", {"sales_price": "-1"}, "patch")
    answered(answer, 409, 422)
    assert answer.json()["message"]
    answer = sent(program, f"/api/v1/catalog/variant/{variant}/actions/change_price/", {"sales_price": "-1"})
    answered(answer, 409, 422)
    page = answered(browser.get(f"/catalog/variant/{variant}/edit/"))
    data = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    answered(browser.post(f"/catalog/variant/{variant}/edit/", {**data, "sales_price": "-1"}), 422)
    with world.there(), connection.cursor() as cursor:
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("UPDATE catalog_variant SET sales_price = -1 WHERE id = %s", [variant])
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("UPDATE sales_orderline SET unit_price = -1 WHERE kind = 'goods'")
        assert Variant.objects.get(pk=variant).sales_price == price


def order_body(world: World, **line: Any) -> dict[str, Any]:
    return {
        "channel": world.shop.channel.pk,
        "partner": world.shop.partner.pk,
        "date": "2026-11-24",
        "lines": [{"kind": "goods", "variant": world.shop.variants[0].pk, "quantity": "1"} | line],
    }


def test_orders_of_what_can_not_be_ordered(world: World, program: Client) -> None:
    answered(sent(program, "/api/v1/sales/order/", order_body(world)), 201)
    with world.there():
        before = Order.objects.count(), OrderLine.objects.count()
        archive_products(Product.objects.filter(pk=world.shop.variants[0].product_id))
        foreign_tax = Tax.objects.order_by("-pk").values_list("pk", flat=True)[0] + 100_000
    quantities: list[Any] = ["NaN", "Infinity", "1e30", "1,5", "", "-1", "0", None, "0.00001", [], {}]
    prices: list[Any] = ["NaN", "-1", "1e30", "1,5", []]
    wrong: list[dict[str, Any]] = [
        {"variant": 10**12},
        {"variant": None},
        {"variant": world.shop.variants[0].pk},  # archived
        {"variant": world.shared.pk, "tax": foreign_tax},
        *({"variant": world.shared.pk, "quantity": quantity} for quantity in quantities),
        *({"variant": world.shared.pk, "unit_price": price} for price in prices),
        {"variant": world.shared.pk, "discount_percent": "101"},
        {"variant": world.shared.pk, "discount_percent": "-5"},
        {"kind": "nonsense"},
        {"variant": world.shared.pk, "description": NUL},
        {"variant": world.shared.pk, "description": "x" * 5000},
    ]
    for line in wrong:
        answer = answered(sent(program, "/api/v1/sales/order/", order_body(world, **line)))
        assert answer.status_code in {400, 409, 422}, (line, answer.status_code)
        assert answer.json()["message"], line
        with world.there():
            assert (Order.objects.count(), OrderLine.objects.count()) == before, line


def test_totals_that_no_column_holds(world: World, program: Client) -> None:
    """Each value is possible by itself; what they come to is not."""
    body = order_body(world, variant=world.shared.pk, quantity="999999999999", unit_price="9999999999")
    answer = answered(sent(program, "/api/v1/sales/order/", body), 409, 422)
    assert answer.json()["message"]
