"""A person of one company, with every right there is, and a program of theirs, see and change nothing of another's.

Generic over the registries: a new resource, table, address or administration page is tried as soon as it is there. A
resource of which the first company has no record fails too: give it one in `world.py`.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from erp.api.urls import urlpatterns as api_patterns
from erp.crud.fields import walk
from erp.crud.importing.records import import_names
from erp.crud.registry import resources
from erp.crud.resource import Resource
from erp.crud.urls import PLACES
from erp.models import (
    Address,
    ApiToken,
    Attachment,
    CompanyModel,
    Partner,
    ReferenceModel,
    SavedView,
    SearchTerm,
    User,
)
from erp.scope import open_scope, system_scope
from erp.verification import guarded_tables
from tests.erp.crud_world import sign_in
from tests.must_hold.world import FIGURE, MARK, World

pytestmark = pytest.mark.django_db

# Facts of the world, the same for everybody.
FACTS = {
    "catalog.attribute",
    "catalog.season",
    "catalog.unit",
    "catalog.taxcategory",
    "settings.currencyrate",
}
# Asks for the rows of a list alone.
PART = {"HX-Request": "true", "HX-Target": "list-results"}
# What says "not there", "not for you", or "not asked like that".
CLOSED = {403, 404, 405}
ALL = pytest.mark.parametrize("key", [resource.key for resource in resources.values()])
MARKS = re.compile(rf"{MARK}|{FIGURE}|73[^0-9]{{1,12}}519".encode(), re.IGNORECASE)


def body(response: Any) -> bytes:
    """All of the answer, a workbook or archive unpacked, and where it leads."""
    content: bytes = response.getvalue()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
    return content + response.headers.get("Location", "").encode()


def tells_nothing(response: Any, *, asked: str = "") -> None:
    """No mark of the first company in the answer, apart from what was asked for with it."""
    found = MARKS.findall(body(response).replace(asked.encode(), b"") if asked else body(response))
    assert found == [], (response.request["PATH_INFO"], response.status_code)


@cache
def _fingerprint_query() -> str:
    parts = []
    for model in apps.get_models():
        columns = {field.column for field in model._meta.concrete_fields}
        table = model._meta.db_table
        where = (
            "company_id = %(key)s" if "company_id" in columns else "visible_to = ARRAY[%(key)s]::integer[]"
        )
        if columns & {"company_id", "visible_to"}:
            rows = f'md5(string_agg(r::text, chr(10) ORDER BY id)) FROM "{table}" AS r WHERE {where}'
            parts.append(f"SELECT '{table}', {rows}")
    return " UNION ALL ".join(parts)


def fingerprint(world: World) -> dict[str, str]:
    """What the first company's rows are, table by table."""
    with system_scope(), connection.cursor() as cursor:
        cursor.execute(_fingerprint_query(), {"key": world.theirs.pk})
        return dict(cursor.fetchall())


@pytest.fixture(autouse=True)
def _nothing_of_theirs_changes(world: World) -> Iterator[None]:
    before = fingerprint(world)
    yield
    after = fingerprint(world)
    assert {table for table in before if before[table] != after[table]} == set()


def keys_of(world: World, resource: Resource) -> list[int]:
    return world.foreign(resource.model)


def foreign_links(world: World, model: type[models.Model]) -> list[tuple[models.Field, int]]:
    """Fields of `model` that could name a record of the first company, with such a record's key."""
    return [
        (field, world.foreign(field.related_model)[0])
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model and world.foreign(field.related_model)
    ]


# --- screens --------------------------------------------------------------------------------------------------------


@ALL
def test_there_is_something_to_hide(world: World, key: str) -> None:
    resource = resources.get(key)
    if issubclass(resource.model, CompanyModel | ReferenceModel):
        assert keys_of(world, resource), f"world.py makes no {key} for the first company"
        with world.here():
            assert not resource.get_queryset().filter(pk__in=keys_of(world, resource)).exists()
        with world.there():
            assert resource.get_queryset().filter(pk__in=keys_of(world, resource)).exists()
    else:
        assert key in FACTS, f"{key} is neither a company's nor a reference: is it a fact of the world?"


@ALL
def test_lists_and_exports(world: World, key: str) -> None:
    resource = resources.get(key)
    named = ",".join(map(str, keys_of(world, resource)[:50]))
    for query in ("", f"?q={MARK}", f"?ids={named}", f"?q={FIGURE}"):
        # The whole page once; what changes with the question is in the part.
        page = world.browser.get(resource.list_url() + query, headers=PART if query else {})
        assert page.status_code == 200
        tells_nothing(page, asked=f"{MARK}" if MARK in query else str(FIGURE) if str(FIGURE) in query else "")
    for name in resource.filters:
        field, _joins = walk(resource.model, name)
        target: Any = getattr(field, "related_model", None)
        if target is not None and world.foreign(target):
            page = world.browser.get(resource.list_url(), {name: world.foreign(target)[0]}, headers=PART)
            assert page.status_code == 200
            tells_nothing(page)
    with world.there():
        views = list(SavedView.objects.filter(name__startswith=MARK).values_list("pk", flat=True))
    tells_nothing(world.browser.get(resource.list_url(), {"view": views[0]}, headers=PART))
    tells_nothing(world.browser.get(resource.url("totals")))
    if resource.exportable:
        columns = ",".join(column.name for column in resource.all_columns)
        for format_ in ("csv", "xlsx"):
            more = {"ids": named} if format_ == "csv" else {}
            export = world.browser.get(resource.url("export"), {"format": format_, "cols": columns} | more)
            assert export.status_code == 200
            tells_nothing(export)


@ALL
def test_every_place_of_a_record(world: World, key: str) -> None:
    resource = resources.get(key)
    actions = [action.name for action in resource.actions] or ["nothing"]
    for pk in keys_of(world, resource)[-1:]:
        for place, below, _view in PLACES:
            if "<int:pk>" not in below:
                continue
            for name in actions if "<slug:name>" in below else [""]:
                url = resource.url(place, *([pk, name] if name else [pk]))
                # As a part of a page, but for the record's own place: the frame around is the same everywhere.
                whole = {} if place == "detail" else PART
                for response in (
                    world.browser.get(url, headers=whole),
                    world.browser.post(url, {"confirmed": "1"}, headers=PART),
                ):
                    assert response.status_code in CLOSED, url
                    tells_nothing(response)


@ALL
def test_actions_on_many(world: World, key: str) -> None:
    resource = resources.get(key)
    theirs = keys_of(world, resource)
    if not theirs:
        return
    with world.here():
        ours = list(resource.get_queryset().values_list("pk", flat=True)[:1])
    for action in resource.actions:
        if not action.bulk:
            continue
        url = resource.url("bulk", action.name)
        for keys in (theirs[:3], [*ours, *theirs[:3]]):
            for response in (
                world.browser.get(url, {"ids": ",".join(map(str, keys))}),
                world.browser.post(url, {"ids": ",".join(map(str, keys))}),
            ):
                assert response.status_code < 500, url
                tells_nothing(response)
        everything = world.browser.post(url, {"all": "1", "query": f"ids={','.join(map(str, theirs[:3]))}"})
        assert everything.status_code < 500
        tells_nothing(everything)


@ALL
def test_what_selects_offer(world: World, key: str) -> None:
    resource = resources.get(key)
    names = {field.name: field for field in resource.model._meta.concrete_fields if field.is_relation}
    paths: dict[str, Any] = dict(names)
    for name in resource.filters:
        paths[name] = walk(resource.model, name)[0]
    for line in resource.lines:
        paths |= {
            f"{line.accessor}.{field.name}": field
            for field in line.model._meta.concrete_fields
            if field.is_relation
        }
    for path, field in paths.items():
        if getattr(field, "related_model", None) is None:
            continue
        hidden = {str(pk) for pk in world.foreign(field.related_model)}
        for query in ({"all": "1"}, {"q": "zinn", "all": "1"}):
            response = world.browser.get(resource.url("options", path), query)
            tells_nothing(response)
            if response.status_code == 200:
                offered = {option["value"] for option in response.json()["options"]}
                assert not offered & hidden, path


@ALL
def test_forms_take_no_foreign_record(world: World, key: str) -> None:
    resource = resources.get(key)
    if not resource.can_create:
        return
    page = world.browser.get(resource.url("new"))
    tells_nothing(page)
    data: dict[str, Any] = {}
    wrong = []
    for field, pk in foreign_links(world, resource.model):
        if field.name in page.context["form"].fields:
            data[field.name] = pk
            wrong.append(field.name)
    for line in resource.lines:
        if line.editable:
            data |= {f"{line.accessor}-TOTAL_FORMS": 1, f"{line.accessor}-INITIAL_FORMS": 0}
            for field, pk in foreign_links(world, line.model):
                data[f"{line.accessor}-0-{field.name}"] = pk
    answer = world.browser.post(resource.url("new"), data)
    assert answer.status_code < 500
    tells_nothing(answer)
    # Chosen in the address, as links of ours do.
    tells_nothing(world.browser.get(resource.url("new"), data))
    if wrong:
        assert answer.status_code == 422
        assert set(wrong) <= set(answer.context["form"].errors)
    for formset in answer.context["formsets"] if answer.status_code == 422 else []:
        for row in formset.forms:
            sent = {
                field.name
                for field, _pk in foreign_links(world, formset.editor.model)
                if field.name in row.fields
            }
            assert sent <= set(row.errors), formset.prefix
    for line in resource.lines:
        if line.preview is not None:
            tells_nothing(world.browser.post(resource.url("preview", line.accessor), data))


def called(record: models.Model) -> str:
    """How a file names it."""
    names = ("code", "number", "sku", "name")
    return next((str(getattr(record, name)) for name in names if getattr(record, name, "")), str(record))


@ALL
def test_imports_find_no_foreign_record(world: World, key: str) -> None:
    resource = resources.get(key)
    if not resource.importable:
        return
    names = import_names(resource)
    head, row = [], []
    for field, pk in foreign_links(world, resource.model):
        if field.name in names:
            with world.there():
                record = field.related_model._base_manager.get(pk=pk)  # type: ignore[union-attr]
            with world.here():
                ours = {called(one) for one in field.related_model._base_manager.all()}  # type: ignore[union-attr]
            if called(record) in ours:
                continue  # a file names ours by it
            head.append(field.name)
            row.append(called(record))
    if head:
        upload = io.BytesIO(f"{';'.join(head)}\n{';'.join(row)}\n".encode())
        upload.name = "names.csv"
        answer = world.browser.post(resource.url("import"), {"file": upload})
        [verdict] = answer.context["examination"].verdicts
        assert verdict.verdict == "error"
        assert len(verdict.errors) >= len(head)
    # The key of a record of theirs: a new record of ours, or refused in words; never a change of theirs.
    if resource.import_key and keys_of(world, resource):
        with world.there():
            record = resource.model._base_manager.get(pk=keys_of(world, resource)[0])
        taken = getattr(record, resource.import_key)
        values = {resource.import_key: str(taken)}
        with world.here():
            example = resource.get_queryset().first()
            assert example is not None, f"world.py makes no {key} that the second company sees"
            for name in names:
                value = getattr(example, name, None)
                if value not in (None, "") and name != resource.import_key:
                    values[name] = called(value) if isinstance(value, models.Model) else str(value)
        upload = io.BytesIO(f"{';'.join(values)}\n{';'.join(values.values())}\n".encode())
        upload.name = "key.csv"
        answer = world.browser.post(resource.url("import"), {"file": upload})
        assert answer.status_code < 500
        if token := (answer.context or {}).get("token"):
            confirmed = world.browser.post(resource.url("import"), {"token": token})
            assert confirmed.status_code < 500


# --- the API --------------------------------------------------------------------------------------------------------


def api_places(key: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in api_patterns:
        name, _dot, place = (pattern.name or "").partition(".api_")
        if name == key:
            yield place, pattern


@ALL
def test_the_api(world: World, key: str) -> None:
    resource = resources.get(key)
    theirs = keys_of(world, resource)
    base = f"/api/v1/{resource.area}/{resource.name}/"
    for query in ("", f"?q={MARK}", f"?ids={','.join(map(str, theirs[:20]))}", "?limit=500"):
        answer = world.program.get(base + query)
        assert answer.status_code == 200
        tells_nothing(answer, asked=MARK if MARK in query else "")
        assert not {row["id"] for row in answer.json()["results"]} & set(theirs)
    with world.here():
        ours = list(resource.get_queryset().values_list("pk", flat=True)[:1])
    for pk in theirs[-1:]:
        for place, pattern in api_places(key):
            url = "/api/v1/" + str(pattern.pattern).replace("<int:pk>", str(pk))
            sent: Any = {"ids": [*ours, pk]} if place.startswith("bulk") else {}
            if "<int:pk>" not in str(pattern.pattern) and not place.startswith("bulk"):
                continue
            for verb in ("get", "post", "put", "patch", "delete"):
                answer = (
                    getattr(world.program, verb)(url, json.dumps(sent), content_type="application/json")
                    if verb != "get"
                    else world.program.get(url)
                )
                assert answer.status_code in CLOSED, (verb, url)
                tells_nothing(answer)


@ALL
def test_the_api_takes_no_foreign_record(world: World, key: str) -> None:
    resource = resources.get(key)
    if not resource.can_create:
        return
    base = f"/api/v1/{resource.area}/{resource.name}/"
    from erp.api.serializers import serializer_class

    with world.here():
        fields = serializer_class(resource)().fields
    typed = {name for name, field in fields.items() if not field.read_only}
    links = foreign_links(world, resource.model)
    sent: dict[str, Any] = {field.name: pk for field, pk in links if field.name in typed}
    for line in resource.lines:
        if line.accessor in typed:
            sent[line.accessor] = [{field.name: pk for field, pk in foreign_links(world, line.model)}]
    answer = world.program.post(base, json.dumps(sent), content_type="application/json")
    assert answer.status_code < 500
    tells_nothing(answer)
    if sent:
        assert answer.status_code == 422
        assert set(sent) <= set(answer.json()["errors"]), answer.json()
    for name, value in sent.items():
        if isinstance(value, list):
            editable = {n for n, f in fields[name].child.fields.items() if not f.read_only}
            assert set(value[0]) & editable <= set(answer.json()["errors"][name]["0"])


def test_a_token_names_no_other_company(world: World) -> None:
    answer = world.program.get("/api/v1/sales/order/", headers={"X-Company": world.theirs.code})
    assert answer.status_code == 401
    tells_nothing(answer)


# --- the frame --------------------------------------------------------------------------------------------------------


def test_search_palette_and_home(world: World) -> None:
    with world.there():
        assert SearchTerm.objects.filter(term__startswith=MARK.lower()).exists()
    for word in (MARK, MARK.lower()[:4], "ZINN-1", "zinnober@example.test", str(FIGURE)):
        for headers in ({}, {"HX-Request": "true"}):
            page = world.browser.get("/search/", {"q": word}, headers=headers)
            assert page.status_code == 200
            tells_nothing(page, asked=word.partition("@")[0])
            assert not any(title == "Found" for title, _options in page.context["groups"])
    for url in ("/", "/running/", "/running/?open=1", "/profile/", "/profile/tokens/", "/api/schema/"):
        page = world.browser.get(url)
        assert page.status_code == 200, url
        tells_nothing(page)


def test_what_the_group_shares_tells_nothing_of_who_uses_it(world: World) -> None:
    """The article of the whole group, of which the first company holds a telling number."""
    variant = resources.get("catalog.variant")
    with world.there():
        assert FIGURE in [int(level.on_hand) for level in world.shared.levels.all()]
    for resource, record in (
        (variant, world.shared),
        (resources.get("catalog.product"), world.shared.product),
    ):
        for place in ("detail", "timeline", "edit"):
            page = world.browser.get(resource.url(place, record.pk))
            assert page.status_code == 200
            tells_nothing(page)
        answer = world.program.get(f"/api/v1/{resource.area}/{resource.name}/{record.pk}/")
        assert answer.status_code == 200
        tells_nothing(answer)


def test_working_in_the_other_company(world: World) -> None:
    answer = world.browser.post("/company/", {"company": world.theirs.pk, "next": "/"})
    assert answer.status_code == 403
    browser = sign_in(world.user)
    session = browser.session
    session["active_company"] = world.theirs.pk
    session["group_view"] = True
    session.save()
    page = browser.get("/sales/order/")
    assert page.context["request"].active_company == world.ours
    tells_nothing(page)


def test_files(world: World) -> None:
    found = world.foreign(Attachment)
    assert len(found) >= 5
    for pk in found:
        answer = world.browser.get(reverse("attachment", args=[pk]))
        assert answer.status_code == 404
        tells_nothing(answer)
        assert world.program.get(reverse("attachment", args=[pk])).status_code in {302, 401, 403, 404}


def test_the_token_of_somebody_else(world: World) -> None:
    with system_scope():
        token = ApiToken.objects.get(name__startswith=MARK)
    assert world.browser.post(reverse("token_revoke", args=[token.pk])).status_code == 404
    with system_scope():
        token.refresh_from_db()
    assert token.revoked_at is None


def own_screens(found: Any = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Addresses with a key that no resource declares: printing, reconciliation, whatever comes next."""
    for entry in get_resolver().url_patterns if found is None else found:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            if not route.startswith(("admin/", "api/")):
                yield from own_screens(entry.url_patterns, route)
        elif (
            "." not in (entry.name or ".")
            and "<" in route
            and entry.name not in {"attachment", "token_revoke"}
        ):
            yield route, entry


# Which records an address shows; the first that fits counts.
SHOWN_AT = {
    "accounting/closing": ("accounting.fiscalyear",),
    "inventory/bills": ("accounting.supplierinvoice",),
    "accounting/fec": ("accounting.fiscalyear",),
    "accounting/invoice": ("accounting.invoice",),
    "accounting/reminder": ("accounting.reminder",),
    "accounting/reconcile/<int:pk>/why": ("accounting.bankaccount",),
    "accounting/reconcile": ("accounting.bankline", "accounting.reconciliation"),
    "accounting/bank-accounts": ("accounting.bankaccount",),
    "accounting/bank-rules": ("accounting.bankrule",),
    "catalog/picture": ("catalog.picture",),
    "catalog/pricelist": ("catalog.pricelist",),
    "catalog/printedcatalogue": ("catalog.printedcatalogue",),
    "catalog/product": ("catalog.product",),
    "inventory/availability": ("catalog.variant",),
    "inventory/map": ("inventory.location",),
    "inventory/lots": ("inventory.lot",),
    "inventory/worksheet/count": ("inventory.stockcount",),
    "inventory/worksheet/inspection": ("inventory.customerreturn",),
    "inventory/worksheet/pack": ("inventory.picking",),
    "inventory/worksheet/pick": ("inventory.picking",),
    "inventory/worksheet/receipt": ("inventory.goodsreceipt",),
    "inventory/worksheet/return": ("inventory.customerreturn",),
    "inventory/worksheet/transfer": ("inventory.stocktransfer",),
}


def test_screens_of_their_own(world: World) -> None:
    """Each is asked for with every key that records it shows have in the first company and none has in ours."""
    tried = 0
    for route, _pattern in own_screens():
        assert set(re.findall(r"<int:(\w+)>", route)) == {"pk"}, f"{route}: say here how to try it"
        kinds = next((kinds for start, kinds in SHOWN_AT.items() if route.startswith(start)), None)
        assert kinds, f"{route}: say in SHOWN_AT which records it shows"
        models_shown = [apps.get_model(kind) for kind in kinds]
        theirs = {pk for model in models_shown for pk in world.foreign(model)}
        with world.here():
            for model in models_shown:
                theirs -= set(model._base_manager.values_list("pk", flat=True))
        assert theirs, route
        for pk in theirs:
            url = "/" + route.replace("<int:pk>", str(pk))
            for answer in (world.browser.get(url), world.browser.post(url, {"items": ["1", "2"]})):
                assert answer.status_code in CLOSED, url
                tells_nothing(answer)
                tried += 1
    assert tried
    lines, accounts = (
        world.foreign(apps.get_model("accounting", name)) for name in ("BankLine", "BankAccount")
    )
    assert world.browser.get("/accounting/reconcile/", {"line": lines[0]}).status_code == 404
    tells_nothing(world.browser.get("/accounting/reconcile/", {"account": accounts[0]}))
    orders, channels, variants = (
        world.foreign(apps.get_model(*kind))
        for kind in (("sales", "order"), ("sales", "channel"), ("catalog", "variant"))
    )
    assert world.browser.get("/sales/price-explanation/", {"order": orders[0]}).status_code == 404
    asked = {"variant": variants, "channel": channels[0], "partner": world.shop.partner.pk}
    tells_nothing(world.browser.get("/sales/price-explanation/", asked))
    assert world.browser.get("/sales/assortment/", {"channel": channels[0]}).status_code == 404
    assert (
        world.browser.post(f"/sales/assortment/?channel={channels[0]}", {"product": ["1"]}).status_code == 404
    )


# --- the administration -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model._meta.label)
def test_the_administration(world: World, model: type[models.Model]) -> None:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    queries = ["", f"?q={MARK}", f"?company__id__exact={world.theirs.pk}"]
    for query in queries:
        page = world.browser.get(reverse(f"{name}_changelist") + query)
        # A question that the list does not know leads back to the list.
        assert page.status_code in {200, 302, 403}
        tells_nothing(page, asked=MARK if MARK in query else "")
    if model is User:
        theirs = list(User.objects.filter(username="zinnober-user").values_list("pk", flat=True))
    elif model is ApiToken:
        with system_scope():
            theirs = list(ApiToken.objects.filter(name__startswith=MARK).values_list("pk", flat=True))
    elif model is type(world.theirs):
        theirs = [world.theirs.pk]
    else:
        theirs = world.foreign(model)
    for pk in theirs[-1:]:
        for place in ("change", "history", "delete"):
            url = reverse(f"{name}_{place}", args=[pk])
            for answer in (world.browser.get(url), world.browser.post(url, {"post": "yes"})):
                # The administration leads away from what is not there.
                assert answer.status_code in {302, *CLOSED}, url
                tells_nothing(answer)
        action = world.browser.post(
            reverse(f"{name}_changelist"),
            {"action": "delete_selected", "_selected_action": [pk], "post": "yes"},
        )
        assert action.status_code in {200, 302, 403}
        tells_nothing(action)
    add = world.browser.get(reverse(f"{name}_add"))
    assert add.status_code in {200, 403}
    tells_nothing(add)
    for field in model._meta.concrete_fields:
        if field.is_relation:
            answer = world.browser.get(
                reverse("admin:autocomplete"),
                {
                    "app_label": model._meta.app_label,
                    "model_name": str(model._meta.model_name),
                    "field_name": field.name,
                    "term": "",
                },
            )
            assert answer.status_code in {200, 403, 404}
            tells_nothing(answer)
            if answer.status_code == 200:
                offered = {option["id"] for option in answer.json()["results"]}
                assert not offered & {str(pk) for pk in world.foreign(field.related_model)}  # type: ignore[arg-type]


# --- the database -----------------------------------------------------------------------------------------------------


def company_tables() -> dict[str, type[models.Model]]:
    return {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if any(field.column == "company_id" for field in model._meta.concrete_fields)
    }


@pytest.mark.parametrize("table", sorted(company_tables()))
def test_raw_sql_on_the_connection_of_the_application(world: World, table: str) -> None:
    model = company_tables()[table]
    generated = {field.column for field in model._meta.concrete_fields if field.generated}
    columns = ", ".join(
        f'"{field.column}"' for field in model._meta.concrete_fields if field.column not in {"id", *generated}
    )
    theirs = world.theirs.pk
    with world.there(), connection.cursor() as cursor:
        cursor.execute(f'SELECT to_jsonb(r) FROM "{table}" AS r WHERE company_id = %s LIMIT 1', [theirs])
        found = cursor.fetchone()
        assert found is not None, f"world.py makes no row of {table} for the first company"
    with world.here(), connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}" WHERE company_id = %s', [theirs])
        assert cursor.fetchone() == (0,)
        cursor.execute(
            f'SELECT count(*) FROM "{table}" WHERE to_jsonb("{table}")::text ILIKE %s', [f"%{MARK}%"]
        )
        assert cursor.fetchone() == (0,)
        for statement in (
            f'UPDATE "{table}" SET company_id = company_id WHERE company_id = %s',
            f'DELETE FROM "{table}" WHERE company_id = %s',
        ):
            assert touched(statement, [theirs]) == 0
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            cursor.execute(
                f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::"{table}", %s)',
                [json.dumps(json.loads(found[0]) if isinstance(found[0], str) else found[0])],
            )
        assert sqlstate(refused.value) in {"42501", "23000"} or "follows" in str(refused.value), refused.value


def touched(statement: str, values: list[Any]) -> int:
    """How many rows it changes; 0 as well where the table refuses to be changed by hand, whatever would be changed."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.rowcount
    except DatabaseError as refusal:
        return 0 if sqlstate(refusal).startswith("23") else -1


def sqlstate(error: DatabaseError) -> str:
    return str(getattr(error.__cause__, "sqlstate", "") or "")


def test_raw_sql_on_what_is_kept_from_others_or_hangs_on_it(world: World) -> None:
    """References of one company alone, and rows without a company that lead to rows nobody else sees."""
    company_owned = set(company_tables())
    tables = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    seen_there = 0
    for table in sorted(guarded_tables() - company_owned):
        model = tables[table]
        columns = {field.column for field in model._meta.concrete_fields}
        conditions: list[tuple[str, list[Any]]] = []
        if "visible_to" in columns:
            conditions.append(("visible_to = ARRAY[%s]::integer[]", [world.theirs.pk]))
        conditions += [
            (f'"{field.column}" = ANY (%s)', [world.foreign(field.related_model)])  # type: ignore[arg-type]
            for field in model._meta.concrete_fields
            if field.is_relation and world.foreign(field.related_model)  # type: ignore[arg-type]
        ]
        for condition, values in conditions:
            for scope, is_theirs in ((world.there(), True), (world.here(), False)):
                with scope, connection.cursor() as cursor:
                    cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {condition}', values)
                    (count,) = cursor.fetchone()
                    if is_theirs:
                        seen_there += count
                        continue
                    assert count == 0, (table, condition)
                    for statement in (f'UPDATE "{table}" SET id = id', f'DELETE FROM "{table}"'):
                        cursor.execute(f"{statement} WHERE {condition}", values)
                        assert cursor.rowcount == 0, (table, statement)
    assert seen_there > 50
    with world.there():
        partner = Partner.objects.get(pk=world.foreign(Partner)[0])
        assert Address.objects.filter(partner=partner).exists()
    with world.here(), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO erp_address (partner_id, kind, name, line1, line2, postcode, city, phone)"
            " VALUES (%s, 'billing', 'x', 'x', '', '1', 'x', '')",
            [partner.pk],
        )


def test_rows_do_not_change_hands(world: World) -> None:
    with world.here(), connection.cursor() as cursor:
        for table in sorted(company_tables()):
            cursor.execute(f'SELECT id FROM "{table}" WHERE company_id = %s LIMIT 1', [world.ours.pk])
            found = cursor.fetchone()
            if found is None:
                continue
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(
                    f'UPDATE "{table}" SET company_id = %s WHERE id = %s', [world.theirs.pk, found[0]]
                )


def test_a_client_without_a_scope_sees_nothing(world: World) -> None:
    with open_scope(source="task"), connection.cursor() as cursor:
        for table in sorted(guarded_tables()):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            assert cursor.fetchone() == (0,), table
    assert Client().get("/sales/order/").status_code == 302
