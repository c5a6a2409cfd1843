"""The courses of the inventory's documents. Those that travel on paper are numbered when they are made, those that change a
value when they are posted."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.documents import Lifecycle
from inventory.choices import (
    AssemblyStatus,
    CountStatus,
    PickingStatus,
    ReceiptStatus,
    ReturnStatus,
    ScrapStatus,
    SupplierReturnStatus,
    TransferStatus,
)

DRAFT, POSTED, CANCELLED = "draft", "posted", "cancelled"

RECEIPT = Lifecycle(
    initial=ReceiptStatus.EXPECTED,
    labels=dict(ReceiptStatus.choices),
    transitions={
        ReceiptStatus.EXPECTED: {ReceiptStatus.RECEIVED, ReceiptStatus.CANCELLED},
        ReceiptStatus.RECEIVED: {ReceiptStatus.STORED, ReceiptStatus.CANCELLED},
        ReceiptStatus.STORED: {ReceiptStatus.CANCELLED},
    },
    sequence="inventory.goodsreceipt",
    colours={
        ReceiptStatus.EXPECTED: "blue",
        ReceiptStatus.RECEIVED: "orange",
        ReceiptStatus.STORED: "green",
        ReceiptStatus.CANCELLED: "red",
    },
    steps=(ReceiptStatus.EXPECTED, ReceiptStatus.RECEIVED, ReceiptStatus.STORED),
)

TRANSFER = Lifecycle(
    initial=TransferStatus.DRAFT,
    labels=dict(TransferStatus.choices),
    transitions={
        TransferStatus.DRAFT: {TransferStatus.SHIPPED, TransferStatus.RECEIVED, TransferStatus.CANCELLED},
        TransferStatus.SHIPPED: {TransferStatus.RECEIVED, TransferStatus.CANCELLED},
        TransferStatus.RECEIVED: {TransferStatus.CANCELLED},
    },
    sequence="inventory.stocktransfer",
    colours={
        TransferStatus.DRAFT: "secondary",
        TransferStatus.SHIPPED: "orange",
        TransferStatus.RECEIVED: "green",
        TransferStatus.CANCELLED: "red",
    },
    steps=(TransferStatus.DRAFT, TransferStatus.SHIPPED, TransferStatus.RECEIVED),
)

SCRAP = Lifecycle(
    initial=ScrapStatus.DRAFT,
    labels=dict(ScrapStatus.choices),
    transitions={
        ScrapStatus.DRAFT: {ScrapStatus.POSTED, ScrapStatus.CANCELLED},
        ScrapStatus.POSTED: {ScrapStatus.CANCELLED},
    },
    sequence="inventory.scrap",
    colours={ScrapStatus.DRAFT: "secondary", ScrapStatus.POSTED: "green", ScrapStatus.CANCELLED: "red"},
    steps=(ScrapStatus.DRAFT, ScrapStatus.POSTED),
)

ASSEMBLY = Lifecycle(
    initial=AssemblyStatus.DRAFT,
    labels=dict(AssemblyStatus.choices),
    transitions={
        AssemblyStatus.DRAFT: {AssemblyStatus.POSTED, AssemblyStatus.CANCELLED},
        AssemblyStatus.POSTED: {AssemblyStatus.CANCELLED},
    },
    sequence="inventory.assembly",
    colours={
        AssemblyStatus.DRAFT: "secondary",
        AssemblyStatus.POSTED: "green",
        AssemblyStatus.CANCELLED: "red",
    },
    steps=(AssemblyStatus.DRAFT, AssemblyStatus.POSTED),
)

COUNT = Lifecycle(
    initial=CountStatus.COUNTING,
    labels=dict(CountStatus.choices),
    transitions={
        CountStatus.COUNTING: {CountStatus.TO_APPROVE, CountStatus.POSTED, CountStatus.CANCELLED},
        CountStatus.TO_APPROVE: {CountStatus.COUNTING, CountStatus.POSTED, CountStatus.CANCELLED},
        CountStatus.POSTED: {CountStatus.CANCELLED},
    },
    sequence="inventory.stockcount",
    colours={
        CountStatus.COUNTING: "blue",
        CountStatus.TO_APPROVE: "orange",
        CountStatus.POSTED: "green",
        CountStatus.CANCELLED: "red",
    },
    steps=(CountStatus.COUNTING, CountStatus.TO_APPROVE, CountStatus.POSTED),
)

PICKING = Lifecycle(
    initial=PickingStatus.TO_PICK,
    labels=dict(PickingStatus.choices),
    transitions={
        PickingStatus.TO_PICK: {PickingStatus.PICKED, PickingStatus.CANCELLED},
        PickingStatus.PICKED: {PickingStatus.DONE},
    },
    sequence="inventory.picking",
    colours={
        PickingStatus.TO_PICK: "blue",
        PickingStatus.PICKED: "orange",
        PickingStatus.DONE: "green",
        PickingStatus.CANCELLED: "red",
    },
    steps=(PickingStatus.TO_PICK, PickingStatus.PICKED, PickingStatus.DONE),
)

SUPPLIER_RETURN = Lifecycle(
    initial=SupplierReturnStatus.DRAFT,
    labels=dict(SupplierReturnStatus.choices),
    transitions={
        SupplierReturnStatus.DRAFT: {SupplierReturnStatus.SENT, SupplierReturnStatus.CANCELLED},
        SupplierReturnStatus.SENT: {SupplierReturnStatus.CANCELLED},
    },
    sequence="inventory.supplierreturn",
    colours={
        SupplierReturnStatus.DRAFT: "secondary",
        SupplierReturnStatus.SENT: "green",
        SupplierReturnStatus.CANCELLED: "red",
    },
    steps=(SupplierReturnStatus.DRAFT, SupplierReturnStatus.SENT),
)

CUSTOMER_RETURN = Lifecycle(
    initial=ReturnStatus.EXPECTED,
    labels=dict(ReturnStatus.choices),
    transitions={
        ReturnStatus.EXPECTED: {ReturnStatus.RECEIVED, ReturnStatus.CANCELLED},
        ReturnStatus.RECEIVED: {ReturnStatus.DONE, ReturnStatus.CANCELLED},
    },
    sequence="inventory.customerreturn",
    colours={
        ReturnStatus.EXPECTED: "blue",
        ReturnStatus.RECEIVED: "orange",
        ReturnStatus.DONE: "green",
        ReturnStatus.CANCELLED: "red",
    },
    steps=(ReturnStatus.EXPECTED, ReturnStatus.RECEIVED, ReturnStatus.DONE),
)


def _written_once(sequence: str) -> Lifecycle:
    """Drafted by one, posted (or dropped) by who has the right; what is posted stays."""
    return Lifecycle(
        initial=DRAFT,
        labels={
            DRAFT: _("Draft"),
            POSTED: pgettext_lazy("stock document", "Posted"),
            CANCELLED: pgettext_lazy("stock document", "Dropped"),
        },
        transitions={DRAFT: {POSTED, CANCELLED}},
        sequence=sequence,
        number_on={POSTED},
        colours={DRAFT: "secondary", POSTED: "green", CANCELLED: "red"},
        steps=(DRAFT, POSTED),
    )


LANDED_COST = _written_once("inventory.landed_cost")
REVALUATION = _written_once("inventory.revaluation")
DEPRECIATION = _written_once("inventory.depreciation")
