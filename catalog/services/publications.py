"""Printing catalogues: as jobs, since a large one takes a while."""

from collections.abc import Sequence

from catalog.models import PrintedCatalogue
from erp.jobs import start_job
from erp.models import Job

PRINT = "catalog.print_catalogue"


def start_printing(catalogues: Sequence[PrintedCatalogue]) -> list[Job]:
    """A job for each catalogue, in its company, whose result is its PDF. Raises `DomainError` "job.permission"."""
    return [
        start_job(PRINT, {"catalogue": catalogue.pk, "name": catalogue.name}, company_id=catalogue.company_id)
        for catalogue in catalogues
    ]
