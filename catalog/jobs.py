"""What the catalog does in the background."""

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import PrintedCatalogue
from catalog.services.publications import PRINT
from erp.errors import DomainError
from erp.jobs import JobHandle, job_kind


@job_kind(PRINT, label=gettext_lazy("Printed catalogue"), permission="catalog.print_catalogue")
def print_one(job: JobHandle, *, catalogue: int, name: str = "") -> None:
    """The PDF of one catalogue, with the prices of today."""
    # Takes a second to load, and most workers never print.
    from catalog.printing.document import print_catalogue

    found = PrintedCatalogue.objects.select_related("company", "price_list").filter(pk=catalogue).first()
    if found is None:
        raise DomainError(
            "printed_catalogue.gone",
            gettext_lazy("The catalogue “%(name)s” was deleted before it was printed."),
            params={"name": name},
        )
    day = timezone.localdate()
    printed = print_catalogue(found, date=day, progress=job.progress)
    if not printed.articles:
        raise DomainError(
            "printed_catalogue.empty",
            gettext_lazy("“%(name)s” holds no article on sale: choose other categories or products."),
            params={"name": found.name},
        )
    job.log(
        _("%(articles)d articles on %(pages)d pages") % {"articles": printed.articles, "pages": printed.pages}
    )
    job.attach(f"{slugify(found.title) or 'catalogue'}-{day.isoformat()}.pdf", printed.content)
