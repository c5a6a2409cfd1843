"""What sales does in the background."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from erp.jobs import JobHandle, job_kind
from sales.models import Delivery
from sales.services.pick_lists import pick_list_pdf, pick_lists
from sales.services.screens import PICK_LISTS


@job_kind(PICK_LISTS, label=gettext_lazy("Pick lists"), permission="sales.print_pick_list")
def print_pick_lists(job: JobHandle, *, ids: Sequence[int]) -> None:
    """One PDF with the pick lists of the deliveries `ids`."""
    lists = pick_lists(list(Delivery.objects.filter(pk__in=ids)))
    job.progress(0, len(lists), _("Making the document"))
    job.attach(_("pick-lists.pdf"), pick_list_pdf(lists))
    job.progress(len(lists), len(lists))
