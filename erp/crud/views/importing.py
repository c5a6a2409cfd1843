"""Importing a file: upload, look at what would happen, confirm."""

import csv
import io
import secrets
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from erp.crud.access import RightMissing
from erp.crud.importing.files import MOST_ROWS, read_table
from erp.crud.importing.records import Examination, examine, heads, write
from erp.crud.views.base import ResourceView
from erp.errors import DomainError
from erp.scope import current_scope

# How long an uploaded file waits to be confirmed.
KEPT_SECONDS = 3600
SHOWN = 200


class ImportView(ResourceView):
    """`GET …/import/` asks for a file; `POST` with `file` judges it, with `token` writes what was judged."""

    verb = "add"

    def check_rights(self) -> None:
        if not self.resource.importable:
            raise RightMissing(self.resource.permission("add"))
        super().check_rights()

    def get(self, request: HttpRequest) -> HttpResponse:
        if "template" in request.GET:
            return self.template()
        return self.page()

    def post(self, request: HttpRequest) -> HttpResponse:
        token = request.POST.get("token", "")
        try:
            return self.confirm(token) if token else self.judge()
        except DomainError as refusal:
            return self.page(refusal=refusal.message, status=422)

    def judge(self) -> HttpResponse:
        upload = self.request.FILES.get("file")
        if upload is None:
            raise DomainError("import.none", _("Choose a file first."), "file")
        name, content = upload.name or "", upload.read()
        examination = self.examined(name, content)
        token = ""
        if examination.is_writable:
            token = secrets.token_urlsafe(16)
            cache.set(self.cache_key(token), (name, content), KEPT_SECONDS)
        return self.page(examination=examination, token=token, file_name=name)

    def confirm(self, token: str) -> HttpResponse:
        kept: tuple[str, bytes] | None = cache.get(self.cache_key(token))
        if kept is None:
            raise DomainError("import.expired", _("The file waited too long: choose it again."), "file")
        examination = self.examined(*kept)
        if not examination.is_writable:
            return self.page(examination=examination, file_name=kept[0], status=422)
        if examination.changed and not self.resource.may_change(self.user):
            raise RightMissing(self.resource.permission("change"))
        count = write(self.resource, examination)
        cache.delete(self.cache_key(token))
        messages.success(
            self.request,
            ngettext("%(count)d record imported.", "%(count)d records imported.", count) % {"count": count},
        )
        return HttpResponseRedirect(self.resource.list_url())

    def examined(self, name: str, content: bytes) -> Examination:
        return examine(self.resource, read_table(name, content))

    def cache_key(self, token: str) -> str:
        # Nobody confirms another person's file, nor in another company than it was looked at in.
        return f"import:{self.resource.key}:{self.user.pk}:{current_scope().active}:{token}"

    def page(self, *, status: int = 200, examination: Examination | None = None, **more: Any) -> HttpResponse:
        rows = examination.verdicts if examination else []
        wrong = [row for row in rows if row.verdict == "error"]
        shown = (wrong + [row for row in rows if row.verdict in {"new", "changed"}])[:SHOWN]
        return self.render(
            "erp/crud/import.html",
            status=status,
            examination=examination,
            rows=sorted(shown, key=lambda row: row.number) if not wrong else shown,
            left_out=len(rows) - len(shown),
            heads=heads(self.resource),
            most_rows=MOST_ROWS,
            **more,
        )

    def template(self) -> HttpResponse:
        """An empty file with the heads that are known."""
        target = io.StringIO()
        writer = csv.writer(target, delimiter=";" if (get_language() or "fr").startswith("fr") else ",")
        writer.writerow(heads(self.resource))
        response = HttpResponse(
            b"\xef\xbb\xbf" + target.getvalue().encode(), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{self.resource.name}.csv"'
        return response
