"""The papers of the warehouse, as PDF."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Prefetch
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from erp.attachments import attach_many
from erp.models import Attachment, Document
from erp.printing import pdf
from inventory.models import GoodsReceipt, Parcel, Picking, StockCount, StockTransfer, SupplierReturn

LINES = "lines__variant__product__unit"


@dataclass(frozen=True)
class Paper:
    """One document on paper. `facts`: (label, value); `rows` have a cell for each of `columns`, which name their alignment."""

    document: Document
    title: str
    subtitle: str
    facts: Sequence[tuple[str, Any]]
    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Any]]
    notes: str = ""
    signatures: Sequence[str] = ()

    @property
    def cells(self) -> list[list[tuple[Any, str]]]:
        """The rows, each value with the alignment of its column."""
        kinds = [kind for _label, kind in self.columns]
        return [list(zip(row, kinds, strict=True)) for row in self.rows]


def paper_pdf(papers: Sequence[Paper]) -> bytes:
    """One page or more for each."""
    return pdf(render_to_string("inventory/paper.html", {"papers": papers}))


def attach_receipts(receipts: Sequence[GoodsReceipt]) -> list[Attachment]:
    """Keep the receipt note with each receipt."""
    found = GoodsReceipt.objects.filter(pk__in=[one.pk for one in receipts])
    loaded = found.select_related("company", "warehouse", "partner").prefetch_related(LINES, "lines__shelf")
    return _attach(_("receipt-%(number)s.pdf"), loaded, _receipt)


def attach_transfers(transfers: Sequence[StockTransfer]) -> list[Attachment]:
    """Keep the transfer note with each transfer."""
    found = StockTransfer.objects.filter(pk__in=[one.pk for one in transfers])
    loaded = found.select_related("company", "origin", "destination").prefetch_related(
        LINES, "lines__origin", "lines__destination"
    )
    return _attach(_("transfer-%(number)s.pdf"), loaded, _transfer)


def attach_supplier_returns(returns: Sequence[SupplierReturn]) -> list[Attachment]:
    """Keep the note that travels with the goods with each return."""
    found = SupplierReturn.objects.filter(pk__in=[one.pk for one in returns])
    loaded = found.select_related("company", "warehouse", "partner", "receipt").prefetch_related(
        LINES, "lines__lot"
    )
    return _attach(_("return-%(number)s.pdf"), loaded, _supplier_return)


def attach_counts(counts: Sequence[StockCount]) -> list[Attachment]:
    """Keep the counting sheet with each count; a blind one says nothing of the books."""
    found = StockCount.objects.filter(pk__in=[one.pk for one in counts])
    loaded = found.select_related("company", "warehouse", "zone").prefetch_related(LINES, "lines__location")
    return _attach(_("count-%(number)s.pdf"), loaded, _count)


def _attach(name: str, documents: Any, paper: Callable[[Any], Paper]) -> list[Attachment]:
    return attach_many(
        [(one, name % {"number": one.number}, paper_pdf([paper(one)])) for one in documents.order_by("pk")]
    )


def attach_pickings(pickings: Sequence[Picking]) -> list[Attachment]:
    """Keep the walk on paper with each picking."""
    found = Picking.objects.filter(pk__in=[one.pk for one in pickings])
    loaded = found.select_related("company", "warehouse", "assigned_to").prefetch_related(
        LINES, "lines__location", "lines__lot"
    )
    return _attach(_("picking-%(number)s.pdf"), loaded, _picking)


def attach_labels(pickings: Sequence[Picking]) -> list[Attachment]:
    """Keep the labels of its parcels, A6, with each picking."""
    files: list[tuple[Model, str, bytes]] = []
    parcels = Parcel.objects.select_related("company").prefetch_related("lines__variant").order_by("pk")
    found = Picking.objects.filter(pk__in=[one.pk for one in pickings])
    for picking in found.prefetch_related(Prefetch("parcels", parcels)).order_by("pk"):
        page = pdf(render_to_string("inventory/parcel_labels.html", {"parcels": picking.parcels.all()}))
        files.append((picking, _("labels-%(number)s.pdf") % {"number": picking.number}, page))
    return attach_many(files)


def article(line: Any) -> str:
    return str(line.variant.name or line.variant.product.name)


def figure(quantity: Any) -> str:
    return "" if quantity is None else number_format(quantity.normalize(), use_l10n=True)


def _receipt(receipt: GoodsReceipt) -> Paper:
    return Paper(
        receipt,
        pgettext("paper", "Receipt of goods"),
        f"{receipt.company} · {receipt.warehouse}",
        [
            (_("Supplier"), receipt.partner or ""),
            (_("Supplier's delivery note"), receipt.supplier_reference),
            (_("Date"), receipt.date),
        ],
        [
            (_("SKU"), ""),
            (_("Article"), ""),
            (_("Put away to"), ""),
            (pgettext("quantity", "Expected"), "number"),
            (pgettext("quantity", "Received"), "number"),
            (_("Difference"), ""),
        ],
        [
            [
                line.variant.sku,
                article(line),
                line.shelf or "",
                figure(line.expected),
                figure(line.received),
                line.get_reason_display(),
            ]
            for line in receipt.lines.all()
        ],
        receipt.notes,
        [_("Received by"), _("Driver")],
    )


def _transfer(transfer: StockTransfer) -> Paper:
    return Paper(
        transfer,
        pgettext("paper", "Transfer note"),
        str(transfer.company),
        [
            (_("From warehouse"), transfer.origin),
            (_("To warehouse"), transfer.destination),
            (_("Date"), transfer.date),
            (_("Carrier"), transfer.carrier_name),
        ],
        [
            (_("SKU"), ""),
            (_("Article"), ""),
            (_("From location"), ""),
            (_("To location"), ""),
            (_("Quantity"), "number"),
            (_("Arrived"), "number"),
        ],
        [
            [
                line.variant.sku,
                article(line),
                line.origin or "",
                line.destination or "",
                figure(line.quantity),
                figure(line.received) if line.received else "",
            ]
            for line in transfer.lines.all()
        ],
        transfer.notes,
        [_("Handed over by"), _("Received by")],
    )


def _supplier_return(one: SupplierReturn) -> Paper:
    return Paper(
        one,
        pgettext("paper", "Return note"),
        f"{one.company} · {one.warehouse}",
        [
            (_("Supplier"), one.partner or ""),
            (_("Supplier's return number"), one.supplier_reference),
            (_("Receipt"), one.receipt or ""),
            (_("Reason"), one.get_reason_display()),
            (_("Date"), one.date),
        ],
        [(_("SKU"), ""), (_("Article"), ""), (_("Lot"), ""), (_("Quantity"), "number")],
        [
            [line.variant.sku, article(line), line.lot or "", figure(line.quantity)]
            for line in one.lines.all()
        ],
        one.notes,
        [_("Handed over by"), _("Driver")],
    )


def _count(count: StockCount) -> Paper:
    return Paper(
        count,
        pgettext("paper", "Counting sheet"),
        f"{count.company} · {count.warehouse}",
        [
            (_("Date"), count.date),
            (_("What is counted"), count.get_kind_display()),
            (_("Zone"), count.zone or ""),
        ],
        [(_("Location"), ""), (_("SKU"), ""), (_("Article"), ""), (_("Counted"), "number")],
        [
            [line.location.code, line.variant.sku, article(line), figure(line.counted)]
            for line in count.lines.all()
        ],
        count.notes,
        [_("Counted by")],
    )


def _picking(picking: Picking) -> Paper:
    return Paper(
        picking,
        pgettext("paper", "Pick list"),
        f"{picking.company} · {picking.warehouse}",
        [(_("Date"), picking.date), (_("Picked by"), picking.assigned_to or "")],
        [
            (_("Location"), ""),
            (_("SKU"), ""),
            (_("Article"), ""),
            (_("Lot"), ""),
            (_("Document"), ""),
            (_("Quantity"), "number"),
        ],
        [
            [
                task.location.code,
                task.variant.sku,
                article(task),
                task.lot or "",
                task.source or "",
                figure(task.quantity),
            ]
            for task in picking.lines.all()
        ],
        picking.notes,
    )
