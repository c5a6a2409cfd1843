"""Statuses of what came in, and the moves between them."""

from connectors.choices import InboundStatus
from erp.documents import Lifecycle

RECEIVED, PROCESSED, QUARANTINED, IGNORED = (
    InboundStatus.RECEIVED.value,
    InboundStatus.PROCESSED.value,
    InboundStatus.QUARANTINED.value,
    InboundStatus.IGNORED.value,
)

# What was left aside (an unpaid cart, say) may still become an order when the shop says more.
INBOUND = Lifecycle(
    initial=RECEIVED,
    labels=dict(InboundStatus.choices),
    transitions={
        RECEIVED: {PROCESSED, QUARANTINED, IGNORED},
        QUARANTINED: {PROCESSED, IGNORED},
        IGNORED: {PROCESSED, QUARANTINED},
    },
    colours={RECEIVED: "secondary", PROCESSED: "green", QUARANTINED: "red", IGNORED: "secondary"},
    steps=(RECEIVED, PROCESSED),
)
