"""Which method values an article: chosen for its category, taken on when something comes in and nothing is held."""

from collections.abc import Mapping

from django.db import connection

from inventory.models import Position
from inventory.selectors.methods import methods_of
from inventory.services.locking import Held


def adopt_methods(positions: Mapping[Held, Position]) -> None:
    """Give (locked) positions that hold nothing the method of their category. At most two statements."""
    empty = {pair: position for pair, position in positions.items() if not position.quantity}
    if not empty:
        return
    wanted = methods_of(empty)
    changed = []
    for pair, position in empty.items():
        if position.method != wanted[pair]:
            position.method = wanted[pair]
            changed.append(position)
    if not changed:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE inventory_position AS held SET method = chosen.method
            FROM unnest(%s::bigint[], %s::text[]) AS chosen(id, method) WHERE held.id = chosen.id
            """,
            [[position.pk for position in changed], [position.method for position in changed]],
        )
