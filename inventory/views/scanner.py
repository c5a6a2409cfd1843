"""The page for a phone or a hand scanner. It keeps what was scanned itself and asks here, one scan at a time, in JSON."""

import json
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from catalog.choices import Tracking
from erp.crud.access import may, require
from erp.errors import DomainError
from erp.scope import current_scope
from inventory.choices import ScanMode
from inventory.models import Level, Scan, Warehouse
from inventory.selectors.scanning import Found, find_scanned
from inventory.services.scans import post_scans, undo_scans
from inventory.types import ScanDraft

USE, MOVE, COUNT = "inventory.use_scanner", "inventory.transfer_stock", "inventory.adjust_stock"
LONGEST_CODE = 200
LARGEST_BODY = 4000


class ActForm(forms.Form):
    """An act as the page sends it."""

    key = forms.UUIDField()
    mode = forms.ChoiceField(choices=ScanMode.choices)
    variant = forms.IntegerField(min_value=1, max_value=2**62)
    quantity = forms.DecimalField(max_digits=16, decimal_places=4, min_value=0)
    origin = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    destination = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    lot = forms.IntegerField(min_value=1, max_value=2**62, required=False)


class UndoForm(forms.Form):
    key = forms.UUIDField()


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    require(request.user, USE)
    warehouses = Warehouse.objects.filter(company=current_scope().active_id, is_active=True).order_by("code")
    modes = [
        ("lookup", pgettext("scanner", "Look up"), "search", True),
        (ScanMode.PUT_AWAY, ScanMode.PUT_AWAY.label, "package-import", may(request.user, MOVE)),
        (ScanMode.MOVE, ScanMode.MOVE.label, "arrows-exchange", may(request.user, MOVE)),
        (ScanMode.PICK, ScanMode.PICK.label, "hand-grab", may(request.user, MOVE)),
        (ScanMode.COUNT, ScanMode.COUNT.label, "clipboard-check", may(request.user, COUNT)),
    ]
    context = {
        "modes": [mode for mode in modes if mode[3]],
        "warehouses": warehouses.select_related("input_location", "output_location"),
        "words": _words(),
        "user_key": f"{current_scope().active_id}.{request.user.pk}",
    }
    return render(request, "inventory/scan.html", context)


@require_GET
def resolve(request: HttpRequest) -> JsonResponse:
    """What a scanned code names, with what lies there or where it lies."""
    require(request.user, USE)
    text = request.GET.get("code", "")
    if not text.strip() or len(text) > LONGEST_CODE:
        return JsonResponse({"kind": "unknown", "message": _("This is no code.")})
    return JsonResponse(_answer(find_scanned(text, current_scope().active_id)))


@require_POST
def post(request: HttpRequest) -> JsonResponse:
    """Do one act; sent again with the same key, it is answered again and not done again."""
    form = ActForm(_body(request))
    if not form.is_valid():
        return _malformed(form)
    values = form.cleaned_data
    require(request.user, COUNT if values["mode"] == ScanMode.COUNT else MOVE)
    draft = ScanDraft(
        key=values["key"],
        company_id=current_scope().active_id,
        mode=values["mode"],
        variant_id=values["variant"],
        quantity=values["quantity"],
        origin_id=values["origin"],
        destination_id=values["destination"],
        lot_id=values["lot"],
    )
    try:
        with transaction.atomic():
            [scan] = post_scans([draft], date=timezone.localdate())
    except DomainError as refusal:
        return _refused(refusal)
    return JsonResponse({"done": True, "key": str(scan.key), "left": _left(scan)})


@require_POST
def undo(request: HttpRequest) -> JsonResponse:
    """Take one act back; asked again, nothing more happens."""
    form = UndoForm(_body(request))
    if not form.is_valid():
        return _malformed(form)
    key: UUID = form.cleaned_data["key"]
    scan = Scan.objects.filter(company=current_scope().active_id, key=key).first()
    require(request.user, COUNT if scan is not None and scan.mode == ScanMode.COUNT else MOVE)
    try:
        with transaction.atomic():
            undo_scans([key], company_id=current_scope().active_id, date=timezone.localdate())
    except DomainError as refusal:
        return _refused(refusal)
    return JsonResponse({"done": True, "key": str(key)})


def _answer(found: Found) -> dict[str, Any]:
    code = found.code
    answer: dict[str, Any] = {
        "kind": found.kind,
        "lot": _lot(found),
        "quantity": f"{code.quantity:f}" if code.quantity is not None else "",
        "rows": [_row(level) for level in found.levels],
    }
    if found.location is not None:
        location = found.location
        answer |= {
            "id": location.pk,
            "code": location.code,
            "name": location.name,
            "warehouse": location.warehouse_id,
            "place": location.warehouse.name if location.warehouse else "",
        }
    elif found.variant is not None:
        variant = found.variant
        answer |= {
            "id": variant.pk,
            "code": variant.sku,
            "name": variant.name,
            "decimals": variant.product.unit.decimals,
            # What is tracked moves by lot.
            "is_tracked": variant.product.tracking != Tracking.NONE,
        }
    else:
        answer["message"] = _(
            "%(code)s is not known here. Check the label, or look for the article by its SKU."
        ) % {"code": code.text[:40]}
    return answer


def _lot(found: Found) -> dict[str, Any] | None:
    """The lot that is known, or what the label says of one that is not."""
    code = found.code
    if found.lot is not None:
        expiry = found.lot.expires_on or found.lot.best_before
        return {
            "id": found.lot.pk,
            "number": found.lot.number,
            "expiry": expiry.isoformat() if expiry else "",
            "is_blocked": found.lot.is_blocked,
        }
    if code.lot or code.serial:
        return {
            "id": None,
            "number": code.lot or code.serial,
            "expiry": code.expiry.isoformat() if code.expiry else "",
        }
    return None


def _row(level: Level) -> dict[str, Any]:
    return {
        "location": level.location.code,
        "location_id": level.location_id,
        "warehouse": level.location.warehouse_id,
        "sku": level.variant.sku,
        "name": level.variant.name,
        "lot": level.lot.number if level.lot is not None else "",
        "on_hand": f"{level.on_hand.normalize():f}",
        "reserved": f"{level.reserved.normalize():f}",
    }


def _left(scan: Scan) -> str:
    """What lies at the place the goods were taken from, or were counted at."""
    level = Level.objects.filter(location=scan.origin_id, variant=scan.variant_id, lot=scan.lot_id).first()
    return f"{level.on_hand.normalize():f}" if level is not None else "0"


def _body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent; empty when it is none."""
    if len(request.body) > LARGEST_BODY:
        return {}
    try:
        sent = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        return {}
    return sent if isinstance(sent, dict) else {}


def _refused(refusal: DomainError) -> JsonResponse:
    return JsonResponse({"code": refusal.code, "message": refusal.message}, status=409)


def _malformed(form: forms.Form) -> JsonResponse:
    message = next(iter(form.errors.values()))[0]
    return JsonResponse({"code": "scan.malformed", "message": message}, status=422)


def _words() -> dict[str, str]:
    """What the page says by itself."""
    return {
        "scan_any": _("Scan a location, an article or a lot."),
        "scan_origin": _("Scan the location that goods are taken from."),
        "scan_article": _("Scan the article."),
        "scan_destination": _("Scan the location the goods go to."),
        "scan_lot": _("Scan the lot, or the serial number."),
        "other_lot": _("Lot {lot} is not known here. It is made when goods are received."),
        "scan_more": _("Scan it again for one more, type a quantity, or go on."),
        "scan_counted": _("Scan each piece, or type how many there are; then go on."),
        "scan_count_place": _("Scan the location that you count."),
        "quantity_first": _("Quantity {quantity}: now the article."),
        "sent": _("Done: {quantity} × {code}"),
        "counted": _("Counted: {quantity} × {code}"),
        "undone": _("Undone: {quantity} × {code}"),
        "nothing_to_undo": _("There is nothing to undo."),
        "cleared": _("The last scan is forgotten."),
        "waiting": _("{count} wait for the network; nothing is lost."),
        "offline": _("No network. Go on scanning: it is sent as soon as there is some."),
        "sign_in": _("You were signed out. Sign in again in another tab: what was scanned waits here."),
        "unsure": _("The server did not understand: {message}"),
        "same_place": _("That is where it lies already. Scan another location."),
        "empty_place": _("Nothing lies here."),
        "nowhere": _("It lies nowhere."),
        "reserved": _("{quantity} reserved"),
        "left": _("{quantity} left there"),
        "refused": pgettext("scanner", "refused"),
        "is_undone": pgettext("scanner", "undone"),
        "is_waiting": pgettext("scanner", "waits"),
        "lot": _("Lot"),
        "expires": _("expires on {day}"),
    }
