"""The list of a resource, and the parts of it that are asked for alone."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from erp.crud.cells import money_text, number
from erp.crud.listing import COUNT_LIMIT, SEARCH_LIMIT, Listing
from erp.crud.tables import make_table
from erp.crud.tabs import Tabs
from erp.crud.views.base import ResourceView, go, is_htmx
from erp.text import whole_number


class ListView(ResourceView):
    """`GET /<area>/<name>/`: the page; for htmx, the part that its target names."""

    def get(self, request: HttpRequest) -> HttpResponse:
        tabs = Tabs(self.resource, self.user, request.GET)
        listing = Listing(self.resource, self.user, request.GET, columns=tabs.columns)
        target = request.htmx.target if is_htmx(request) else ""  # type: ignore[attr-defined]
        if target == "list-results":
            template = "erp/crud/list_results.html"
        else:
            template = "erp/crud/list_body.html" if target == "list-body" else "erp/crud/list.html"
        return self.render(template, **self.page_context(listing, tabs), is_part=target == "list-results")

    def page_context(self, listing: Listing, tabs: Tabs) -> dict[str, Any]:
        chips = listing.filterset.chips()
        page = listing.page()
        count = listing.count()
        number_of_page = _page_number(self.request.GET.get("page", ""))
        first = (number_of_page - 1) * self.resource.page_size + 1
        bulk = [
            action
            for action in self.resource.actions
            if action.bulk and self.resource.may_act(self.user, action)
        ]
        is_narrowed = any(chip.chosen for chip in chips) or bool(listing.query) or "ids" in self.request.GET
        can_select = bool(bulk) or self.resource.exportable
        table = make_table(self.resource, listing.columns, page.records)
        return {
            "listing": listing,
            "tabs": tabs,
            "chips": chips,
            "filter_errors": listing.filterset.form.errors,
            "table": table,
            "body": table.body(self.resource.list_url(), can_select=can_select),
            "headers": [_header(listing, resolved) for resolved in listing.columns],
            "page": page,
            "next_address": listing.address(after=page.after, before=None, page=number_of_page + 1),
            "previous_address": listing.address(
                before=page.before, after=None, page=max(number_of_page - 1, 1)
            ),
            "first_address": listing.address(),
            "first": first,
            "last": first + len(page.records) - 1,
            "count": count,
            "count_text": count_text(count),
            "search_limit": SEARCH_LIMIT,
            "bulk_actions": bulk,
            "can_select": can_select,
            "is_narrowed": is_narrowed,
            "has_totals": any(resolved.column.total for resolved in listing.columns),
            "may_add": self.resource.may_add(self.user),
            "query_string": listing.address(after=None, before=None)[1:],
        }


class TotalsView(ResourceView):
    """`GET …/totals/`: the sums of what is filtered, asked for once the rows are there."""

    def get(self, request: HttpRequest) -> HttpResponse:
        tabs = Tabs(self.resource, self.user, request.GET)
        listing = Listing(self.resource, self.user, request.GET, columns=tabs.columns)
        sums = {
            total.name: [
                money_text(amount, currency) if currency else number(amount)
                for amount, currency in total.amounts
            ]
            for total in listing.totals()
        }
        cells = [(resolved, sums.get(resolved.name, [])) for resolved in listing.columns]
        can_select = self.resource.exportable or any(action.bulk for action in self.resource.actions)
        return self.render("erp/crud/list_totals.html", cells=cells, can_select=can_select)


class ColumnsView(ResourceView):
    """`POST …/columns/`: keep the columns a person wants to see in this list (none: back to the usual ones)."""

    def post(self, request: HttpRequest) -> HttpResponse:
        from erp.services.views import keep_columns

        names = [name for name in request.POST.getlist("columns") if name]
        known = {resolved.name for resolved in Listing(self.resource, self.user, {}).available_columns}
        keep_columns(self.user, self.resource.key, [name for name in names if name in known])
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})


class DensityView(ResourceView):
    """`POST …/density/`: tight or airy rows, for every list of this person."""

    def post(self, request: HttpRequest) -> HttpResponse:
        from erp.services.views import set_density

        set_density(self.user, is_dense=not self.user.is_dense)
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})


class SaveViewView(ResourceView):
    """`POST …/views/`: save the list as it is as a tab, change or remove one of one's own."""

    def post(self, request: HttpRequest) -> HttpResponse:
        from erp.services.views import delete_views, rename_view, save_view

        tabs = Tabs(self.resource, self.user, request.GET)
        do, pk = request.POST.get("do", "save"), request.POST.get("id", "")
        name = request.POST.get("name", "").strip()
        if do == "save":
            view = save_view(
                self.user,
                self.resource.key,
                name,
                query=request.POST.get("query", ""),
                columns=tabs.columns,
                is_shared=bool(request.POST.get("is_shared")),
            )
            messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
            return go(f"{self.resource.list_url()}?{tabs.address_of(view)}")
        own = tabs.own(pk)
        if do == "rename":
            rename_view(own, name)
        elif do == "delete":
            delete_views([own])
        return go(self.resource.list_url())


def count_text(count: int) -> str:
    return f"{number(COUNT_LIMIT)}+" if count > COUNT_LIMIT else number(count)


def _header(listing: Listing, resolved: Any) -> dict[str, Any]:
    """A column's head: its label, whether it sorts, and the address a click leads to."""
    is_ascending, is_descending = listing.sort == resolved.name, listing.sort == f"-{resolved.name}"
    following = f"-{resolved.name}" if is_ascending else (None if is_descending else resolved.name)
    return {
        "resolved": resolved,
        "label": resolved.label,
        "address": listing.address(sort=following) if resolved.is_sortable else "",
        "aria": "ascending" if is_ascending else ("descending" if is_descending else "none"),
    }


def _page_number(text: str) -> int:
    return min(whole_number(text) or 1, 1_000_000)
