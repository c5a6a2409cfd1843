"""What there is: positions, levels and what is set aside."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.crud import Action, Column, Panel, SavedViewDefault, Section, register
from inventory import panels
from inventory.forms import (
    CountForm,
    DepreciateForm,
    KeepForm,
    LotForm,
    ReceiveMoreForm,
    RevalueForm,
    TransferForm,
)
from inventory.models import Layer, Level, Position, Reservation
from inventory.previews import value_history
from inventory.resources.base import LINK, OPEN_LAYER, OWN_CURRENCY, Written
from inventory.services import manual
from inventory.services.choosing import change_lot
from inventory.services.letting_go import keep_until

WHO_HOLDS: list[str | Column] = [
    Column("source", label=_("Document"), kind="link"),
    "quantity",
    "location",
    "lot",
    "priority",
    "expires_at",
]


@register
class PositionResource(Written):
    model = Position
    label = _("stock of an article")
    label_plural = _("stock")
    icon = "packages"
    menu_order = 10
    description = _(
        "What the company holds of each article, and what it is worth. Receive goods into a warehouse to begin."
    )
    columns = [
        Column("variant", is_wide=True),
        Column("variant__product__category", label=_("Category")),
        "quantity",
        Column("average_cost", label=_("Average cost"), kind="money", currency=OWN_CURRENCY, decimals=4),
        Column("amount", currency=OWN_CURRENCY, total=True),
        "method",
        Column("standard_cost", kind="money", currency=OWN_CURRENCY, decimals=4),
    ]
    default_columns = [
        "variant",
        "variant__product__category",
        "quantity",
        "average_cost",
        "amount",
        "method",
    ]
    ordering = ["variant__sort_key", "id"]
    filters = ["variant", "variant__product__category", "method"]
    header = ["quantity", Column("amount", currency=OWN_CURRENCY)]
    sections = [
        Section(
            _("Stock"),
            [
                "variant",
                "quantity",
                Column(
                    "average_cost", label=_("Average cost"), kind="money", currency=OWN_CURRENCY, decimals=4
                ),
                Column("amount", currency=OWN_CURRENCY),
                "method",
                Column("standard_cost", kind="money", currency=OWN_CURRENCY, decimals=6),
            ],
        )
    ]
    actions = [
        Action(
            "receive",
            _("Receive stock"),
            service=manual.receive_more,
            permission="inventory.receive_stock",
            form=ReceiveMoreForm,
            primary=True,
            icon="package-import",
        ),
        Action(
            "revalue",
            _("Propose a new cost"),
            service=manual.draft_revaluation,
            permission="inventory.add_revaluation",
            form=RevalueForm,
            bulk=True,
            follow=True,
            icon="scale",
        ),
        Action(
            "depreciate",
            _("Propose a depreciation"),
            service=manual.draft_depreciation,
            permission="inventory.add_depreciation",
            form=DepreciateForm,
            bulk=True,
            follow=True,
            icon="trending-down",
        ),
    ]
    panels = [
        Panel(
            _("How its value came about"),
            "inventory/value_history.html",
            context=value_history,
            permission="inventory.view_move",
            icon="history",
        ),
        panels.table(
            _("Where it lies"),
            lambda position: Level.objects.filter(
                company=position.company_id, variant=position.variant_id, on_hand__gt=0
            ).order_by("location__tree_id", "location__lft"),
            ["location__warehouse", "location", "lot", "on_hand", "reserved", "available"],
            permission="inventory.view_level",
        ),
        panels.table(
            _("Who holds what"),
            lambda position: Reservation.objects.filter(
                company=position.company_id, variant=position.variant_id
            ).order_by("-priority", "pk"),
            WHO_HOLDS,
            permission="inventory.view_reservation",
        ),
        panels.table(
            _("Cost layers still open, the next to be used first"),
            lambda position: Layer.objects.filter(
                company=position.company_id, variant=position.variant_id, is_open=True
            ).order_by("pk"),
            OPEN_LAYER,
            permission="inventory.view_layer",
        ),
    ]


@register
class LevelResource(Written):
    model = Level
    icon = "stack-2"
    menu_order = 20
    description = _("What lies at each location, and how much of it is set aside.")
    columns = [
        Column("variant", is_wide=True),
        "location__warehouse",
        "location",
        "lot",
        "lot__expires_on",
        "on_hand",
        "reserved",
        "available",
        "filled_at",
    ]
    default_columns = [
        "variant",
        "location__warehouse",
        "location",
        "lot",
        "on_hand",
        "reserved",
        "available",
    ]
    ordering = ["id"]
    filters = ["variant", "location__warehouse", "location", "lot"]
    header = ["on_hand", "reserved", "available"]
    hidden = {"allows_negative": "its warehouse's"}
    sections = [Section(_("Stock level"), ["variant", "location", "lot", "on_hand", "reserved", "available"])]
    actions = [
        Action(
            "count",
            _("Enter a count"),
            service=manual.count_levels,
            permission="inventory.adjust_stock",
            form=CountForm,
            primary=True,
            icon="clipboard-check",
        ),
        Action(
            "move",
            _("Move elsewhere"),
            service=manual.move_levels,
            permission="inventory.transfer_stock",
            form=TransferForm,
            icon="arrows-exchange",
        ),
    ]
    panels = [
        panels.table(
            _("Set aside for"),
            lambda level: Reservation.objects.filter(
                company=level.company_id,
                variant=level.variant_id,
                location=level.location_id,
                lot=level.lot_id,
            ),
            [Column("source", label=_("Document"), kind="link"), "quantity", "is_partial", "created_at"],
            permission="inventory.view_reservation",
        )
    ]


@register
class ReservationResource(Written):
    model = Reservation
    icon = "bookmark"
    menu_order = 50
    description = _("What is set aside, where, and for which document.")
    columns = [
        Column("variant", is_wide=True),
        "location",
        "lot",
        "quantity",
        "priority",
        "expires_at",
        "is_partial",
        "created_at",
    ]
    ordering = ["-id"]
    date_field = "created_at"
    filters = ["variant", "location", "lot", "priority", "is_partial", "expires_at", "created_at"]
    sections = [
        Section(
            _("Reservation"),
            [
                "variant",
                "location",
                "lot",
                "quantity",
                "priority",
                "expires_at",
                "is_partial",
                "created_at",
                Column("source", label=_("Document"), kind="link"),
            ],
        )
    ]
    hidden = {"source_kind": LINK, "source_id": LINK, "source_line_id": LINK}
    actions = [
        Action(
            "release",
            _("Release"),
            service=manual.release,
            permission="inventory.release_reservation",
            bulk=True,
            danger=True,
            follow=True,
            icon="bookmark-off",
            confirm=_("The goods are free again for other orders; the line they were set aside for waits."),
        )
    ]
    actions += [
        Action(
            "keep_until",
            _("Keep until"),
            service=keep_until,
            permission="inventory.release_reservation",
            form=KeepForm,
            bulk=True,
            icon="clock",
        ),
        Action(
            "change_lot",
            _("Take another lot"),
            service=change_lot,
            permission="inventory.release_reservation",
            form=LotForm,
            when=lambda reservation: reservation.lot_id is not None,
            follow=True,
            icon="tags",
        ),
    ]
    views = [SavedViewDefault("partial", pgettext_lazy("reservations", "Partial"), {"is_partial": "yes"})]
