"""Statuses of accounting's documents and the moves between them."""

from django.utils.translation import gettext_lazy as _

from erp.documents import Lifecycle

DRAFT, POSTED, CANCELLED = "draft", "posted", "cancelled"
SENT = "sent"

# Entries are numbered per journal and fiscal year by the service that posts them.
ENTRY = Lifecycle(
    initial=DRAFT,
    labels={DRAFT: _("Draft"), POSTED: _("Posted")},
    transitions={DRAFT: {POSTED}},
    colours={DRAFT: "secondary", POSTED: "green"},
    steps=(DRAFT, POSTED),
)

# Invoices and credit notes take their numbers from different sequences: the service that posts them does it.
INVOICE = Lifecycle(
    initial=DRAFT,
    labels={DRAFT: _("Draft"), POSTED: _("Posted"), CANCELLED: _("Cancelled")},
    transitions={DRAFT: {POSTED, CANCELLED}},
    colours={DRAFT: "secondary", POSTED: "green", CANCELLED: "red"},
    steps=(DRAFT, POSTED),
)

PAYMENT = Lifecycle(
    initial=DRAFT,
    labels={DRAFT: _("Draft"), POSTED: _("Posted"), CANCELLED: _("Cancelled")},
    transitions={DRAFT: {POSTED}, POSTED: {CANCELLED}},
    sequence="accounting.payment",
    number_on={POSTED},
    colours={DRAFT: "secondary", POSTED: "green", CANCELLED: "red"},
    steps=(DRAFT, POSTED),
)

REMINDER = Lifecycle(
    initial=DRAFT,
    labels={DRAFT: _("Proposed"), SENT: _("Sent"), CANCELLED: _("Cancelled")},
    transitions={DRAFT: {SENT, CANCELLED}},
    sequence="accounting.reminder",
    number_on={SENT},
    colours={DRAFT: "yellow", SENT: "green", CANCELLED: "red"},
    steps=(DRAFT, SENT),
)
