"""Pick lists: what to fetch for a delivery, from where, as a PDF."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from catalog.models import Variant
from erp.attachments import attach_many
from erp.models import Attachment
from erp.printing import pdf
from inventory.models import Reservation
from sales.models import Delivery, DeliveryLine, OrderLineComponent
from sales.services.writing import SOURCE


@dataclass(frozen=True)
class Pick:
    """One stop of who picks. `kit`: what it is part of, empty for goods sold as they are."""

    variant: Variant
    description: str
    places: str
    quantity: Decimal
    kit: str = ""


@dataclass(frozen=True)
class PickList:
    delivery: Delivery
    picks: list[Pick]


def attach_pick_lists(deliveries: Sequence[Delivery]) -> list[Attachment]:
    """Make the pick list of each delivery and keep it there."""
    name = _("pick-list-%(number)s.pdf")
    return attach_many(
        [
            (found.delivery, name % {"number": found.delivery.number}, pick_list_pdf([found]))
            for found in pick_lists(deliveries)
        ]
    )


def pick_lists(deliveries: Sequence[Delivery]) -> list[PickList]:
    """What to pick for each delivery, by location. Four queries, however many deliveries."""
    ids = [delivery.pk for delivery in deliveries]
    found = (
        Delivery.objects.filter(pk__in=ids)
        .select_related("order__channel", "company", "warehouse")
        .order_by("pk")
    )
    lines: dict[int, list[DeliveryLine]] = defaultdict(list)
    for line in DeliveryLine.objects.filter(delivery__in=ids).select_related(
        "variant__product__unit", "order_line"
    ):
        lines[line.delivery_id].append(line)
    parts: dict[int, list[OrderLineComponent]] = defaultdict(list)
    for part in OrderLineComponent.objects.filter(
        order_line__in=[line.order_line_id for some in lines.values() for line in some]
    ).select_related("variant__product__unit"):
        parts[part.order_line_id].append(part)
    places: dict[tuple[int, int], list[str]] = defaultdict(list)
    rows = Reservation.objects.filter(
        source_kind=SOURCE,
        source_line_id__in=[line.order_line_id for some in lines.values() for line in some],
    )
    for line_id, variant_id, code, lot in rows.order_by(
        "location__tree_id", "location__lft", "pk"
    ).values_list("source_line_id", "variant_id", "location__code", "lot__number"):
        code = f"{code} ({lot})" if lot else code
        if code not in places[line_id, variant_id]:
            places[line_id, variant_id].append(code)
    return [
        PickList(
            delivery,
            sorted(
                (
                    pick
                    for line in lines[delivery.pk]
                    for pick in _picks(line, parts[line.order_line_id], places)
                ),
                key=lambda pick: (pick.places, pick.variant.sku),
            ),
        )
        for delivery in found
    ]


def _picks(
    line: DeliveryLine,
    parts: Sequence[OrderLineComponent],
    places: Mapping[tuple[int, int], Sequence[str]],
) -> list[Pick]:
    """Of a kit, a stop for each component."""
    if not parts:
        where = ", ".join(places[line.order_line_id, line.variant_id])
        return [Pick(line.variant, line.order_line.description, where, line.quantity.normalize())]
    return [
        Pick(
            part.variant,
            part.variant.name,
            ", ".join(places[line.order_line_id, part.variant_id]),
            (line.quantity * part.quantity).normalize(),
            line.order_line.description,
        )
        for part in parts
    ]


def pick_list_pdf(lists: Sequence[PickList]) -> bytes:
    """One page or more for each list."""
    return pdf(render_to_string("sales/pick_list.html", {"lists": lists}))
