"""The pages of a product and of a variant: the generic ones in the dress of the sheet."""

from django.http import HttpRequest, HttpResponse

from erp.crud.views.detail import DetailView


class SheetView(DetailView):
    """`GET /catalog/product/<pk>/`, `GET /catalog/variant/<pk>/`."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.render("catalog/sheet.html", **self.page_context(self.load(pk)))
