"""The warehouse as a tree: what is where, and how full it is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from erp.crud.access import narrow, require
from erp.crud.cells import link
from inventory.models import Level, Location, Warehouse
from inventory.selectors.tree import warehouse_tree

VIEW = "inventory.view_location"
# More rows than these are for the list.
MOST = 50


@require_GET
def tree(request: HttpRequest) -> HttpResponse:
    """The locations of one warehouse (`?warehouse=`, or the first one)."""
    require(request.user, VIEW)
    warehouses = list(narrow(Warehouse.objects.filter(is_active=True), request.user, VIEW).order_by("code"))  # type: ignore[arg-type]
    asked = request.GET.get("warehouse", "")
    chosen = next((one for one in warehouses if str(one.pk) == asked), warehouses[0] if warehouses else None)
    return render(
        request,
        "inventory/tree.html",
        {
            "warehouses": warehouses,
            "chosen": chosen,
            "roots": warehouse_tree(chosen) if chosen else [],
        },
    )


@require_GET
def contents(request: HttpRequest, pk: int) -> HttpResponse:
    """What lies at one location, for its line of the tree."""
    location = get_object_or_404(narrow(Location.objects.all(), request.user, VIEW), pk=pk)  # type: ignore[arg-type]
    require(request.user, "inventory.view_level", location)
    rows = list(
        Level.objects.filter(location=location, on_hand__gt=0)
        .select_related("variant", "lot")
        .order_by("variant__sort_key", "pk")[: MOST + 1]
    )
    return render(
        request,
        "inventory/tree_contents.html",
        {
            "location": location,
            "levels": [
                (level, link(level.variant), link(level.lot) if level.lot else "") for level in rows[:MOST]
            ],
            "has_more": len(rows) > MOST,
        },
    )
