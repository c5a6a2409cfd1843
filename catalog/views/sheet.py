"""The pages of a product and of a variant: the generic ones in the dress of the sheet."""

from django.http import HttpRequest, HttpResponse

from erp.crud.views.detail import DetailView

# The icons of the panels that come before the lines.
TOP = ("photo", "grid-dots")


class SheetView(DetailView):
    """`GET /catalog/product/<pk>/`, `GET /catalog/variant/<pk>/`."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        context = self.page_context(self.load(pk))
        # Most articles have no packagings, components or substitutes: the form is where they begin.
        context["line_tables"] = [table for table in context["line_tables"] if table["rows"]]
        # What people look for first stands on top.
        main = context["panels"]["main"]
        context["top_panels"] = [panel for panel in main if panel["icon"] in TOP]
        context["panels"]["main"] = [panel for panel in main if panel["icon"] not in TOP]
        return self.render("catalog/sheet.html", **context)
