"""Serving attachments: only to those who see the record they belong to and may look at its kind."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from erp.attachments import permission_to_read, record_of
from erp.crud.access import require
from erp.models import Attachment

# What a browser may show inside the page; everything else is offered for saving.
SHOWN = ("image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf")
A_YEAR = 365 * 24 * 3600


@require_safe
def attachment(request: HttpRequest, pk: int) -> FileResponse:
    """The file. What the scope does not show is not there (404); what the roles do not open is refused (403)."""
    found = get_object_or_404(Attachment, pk=pk)
    require(request.user, permission_to_read(found.kind), record_of(found))
    try:
        content = found.content.open("rb")
    except FileNotFoundError as error:
        raise Http404("The file itself is gone.") from error
    response = FileResponse(
        content,
        as_attachment=found.content_type not in SHOWN,
        filename=found.name,
        content_type=found.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    # An attachment never changes; who may see it does, so no shared cache keeps it.
    response["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    return response
