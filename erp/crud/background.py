"""What lists do in the background, as the person who asked for it, with the companies that were in view."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from erp.crud.access import RightMissing
from erp.crud.acting import MOST_AT_ONCE, action_form, allowed, run_action
from erp.crud.declaration import Action
from erp.crud.exporting import xlsx
from erp.crud.listing import Listing
from erp.crud.registry import resources
from erp.crud.resource import Resource
from erp.errors import DomainError
from erp.jobs import JobHandle, job_kind, start_job
from erp.models import Job
from erp.scope import Scope, current_scope, open_scope

EXPORT = "erp.export"
STEPS = "erp.action_in_steps"


def file_name(resource: Resource, suffix: str) -> str:
    name = slugify(str(resource.label_plural)) or resource.name
    return f"{name}-{timezone.localdate():%Y-%m-%d}.{suffix}"


def start_export(resource: Resource, query: str, columns: Sequence[str]) -> Job:
    """Queue a workbook of the list that `query` and `columns` describe."""
    return start_job(
        EXPORT,
        {
            "resource": resource.key,
            "query": query,
            "columns": list(columns),
        }
        | asked_in(),
    )


@job_kind(EXPORT, label=gettext_lazy("Export of a list"))
def export_list(
    job: JobHandle,
    *,
    resource: str,
    query: str,
    columns: Sequence[str],
    companies: Sequence[int],
    language: str,
) -> None:
    """The workbook, to download from the job. Rights and companies are those the person has when it is made."""
    listed = resources.get(resource)
    with in_view(companies) as scope, translation.override(language):
        user: Any = scope.actor
        if not listed.exportable or not listed.may_view(user):
            raise RightMissing(listed.permission("view"))
        listing = Listing(listed, user, QueryDict(query), columns=columns)
        total = listing.filtered.order_by().count()
        said = _("Writing the rows")
        content = xlsx(listing, scope, language, tell=lambda done: job.progress(done, total, said))
        job.attach(file_name(listed, "xlsx"), content)


def start_steps(resource: Resource, action: Action, ids: Sequence[int], data: QueryDict) -> Job:
    """Queue an action on many records; `data` is what its form was filled in with."""
    answers = data.copy()
    for name in ("csrfmiddlewaretoken", "ids", "all", "query"):
        answers.pop(name, None)
    return start_job(
        STEPS,
        {
            "resource": resource.key,
            "action": action.name,
            "ids": list(ids),
            "data": answers.urlencode(),
        }
        | asked_in(),
    )


@job_kind(STEPS, label=gettext_lazy("Action on many records"))
def act_in_steps(
    job: JobHandle,
    *,
    resource: str,
    action: str,
    ids: Sequence[int],
    data: str,
    companies: Sequence[int],
    language: str,
) -> None:
    """The action on `MOST_AT_ONCE` records after the other, each step all or nothing. The first refusal ends it: what was
    done until then stays done, and the job's log says how far it came."""
    listed = resources.get(resource)
    with in_view(companies) as scope, translation.override(language):
        user: Any = scope.actor
        done = listed.action(action)
        form = action_form(done, QueryDict(data)) if done is not None else None
        if done is None or not done.bulk or (form is not None and not form.is_valid()):
            raise DomainError("action.gone", _("This action is not offered any more in this form."))
        for start in range(0, len(ids), MOST_AT_ONCE):
            step = ids[start : start + MOST_AT_ONCE]
            records = list(listed.records_for(user).filter(pk__in=step).order_by("pk"))
            if records:
                run_action(
                    done, allowed(listed, user, done, records), dict(form.cleaned_data) if form else {}
                )
            reached = start + len(step)
            job.log(_("%(done)d of %(total)d") % {"done": reached, "total": len(ids)})
            job.progress(reached, len(ids), str(done.label))


def asked_in() -> dict[str, Any]:
    """What the person saw and read in, for a job to go on with."""
    return {"companies": list(current_scope().companies), "language": get_language() or "fr"}


@contextmanager
def in_view(companies: Sequence[int]) -> Iterator[Scope]:
    """The job's scope, widened to those of `companies` that its person still sees."""
    from erp.middleware import visible_companies

    outer = current_scope()
    user: Any = outer.actor
    seen = {pk for pk in visible_companies(user) if pk in companies}
    if outer.active not in seen:
        raise RightMissing("erp.view_company")
    with open_scope(
        actor=user, companies=seen, active=outer.active, source=outer.source, is_system=user.is_superuser
    ) as scope:
        yield scope
