"""The courses of the warehouse's documents. Each is numbered when it is made: its paper carries the number."""

from erp.documents import Lifecycle
from inventory.choices import (
    CountStatus,
    PickingStatus,
    ReceiptStatus,
    ReturnStatus,
    ScrapStatus,
    TransferStatus,
)

RECEIPT = Lifecycle(
    initial=ReceiptStatus.EXPECTED,
    labels=dict(ReceiptStatus.choices),
    transitions={
        ReceiptStatus.EXPECTED: {ReceiptStatus.RECEIVED, ReceiptStatus.CANCELLED},
        ReceiptStatus.RECEIVED: {ReceiptStatus.STORED},
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
    },
    sequence="inventory.scrap",
    colours={ScrapStatus.DRAFT: "secondary", ScrapStatus.POSTED: "green", ScrapStatus.CANCELLED: "red"},
    steps=(ScrapStatus.DRAFT, ScrapStatus.POSTED),
)

COUNT = Lifecycle(
    initial=CountStatus.COUNTING,
    labels=dict(CountStatus.choices),
    transitions={
        CountStatus.COUNTING: {CountStatus.TO_APPROVE, CountStatus.POSTED, CountStatus.CANCELLED},
        CountStatus.TO_APPROVE: {CountStatus.COUNTING, CountStatus.POSTED, CountStatus.CANCELLED},
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

CUSTOMER_RETURN = Lifecycle(
    initial=ReturnStatus.EXPECTED,
    labels=dict(ReturnStatus.choices),
    transitions={
        ReturnStatus.EXPECTED: {ReturnStatus.RECEIVED, ReturnStatus.CANCELLED},
        ReturnStatus.RECEIVED: {ReturnStatus.DONE},
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
