"""The admin site: where administrators configure. It lives in the office's frame and in the scope of the request."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from erp.models import ChangeLog

# The groups of the start page, in their order; a ModelAdmin names its own in `section`, else its app stands alone.
SECTIONS: dict[str, Any] = {
    "group": _("Group"),
    "people": _("People and rights"),
    "numbers": _("Numbering"),
    "accounting": _("Accounting"),
    "inventory": _("Stock"),
    "sales": _("Sales"),
    "connectors": _("Connections"),
    "background": _("Background work"),
    "facts": _("Countries and currencies"),
}
LATEST_CHANGES = 8


class OfficeAdminSite(AdminSite):
    site_title = _("Administration")
    site_header = _("Administration")
    index_title = _("Administration")
    enable_nav_sidebar = False
    empty_value_display = "–"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """What the person may see, by section rather than by app."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        sections: dict[str, dict[str, Any]] = {
            key: {"name": label, "app_label": key, "app_url": "", "has_module_perms": True, "models": []}
            for key, label in SECTIONS.items()
        }
        for app in apps:
            for model in app["models"]:
                model_admin = self._registry[model["model"]]
                model["icon"] = getattr(model_admin, "icon", "file")
                model["hint"] = getattr(model_admin, "hint", "")
                key = getattr(model_admin, "section", "") or app["app_label"]
                sections.setdefault(key, {**app, "models": []})["models"].append(model)
        for section in sections.values():
            section["models"].sort(
                key=lambda model: (getattr(self._registry[model["model"]], "order", 50), model["name"])
            )
        return [section for section in sections.values() if section["models"]]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        latest = (
            ChangeLog.objects.order_by("-pk")[:LATEST_CHANGES]
            if request.user.has_perm("erp.view_changelog")
            else []
        )
        return super().index(request, {"latest_changes": latest, **(extra_context or {})})

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one sign-in. Who is signed in and comes here is no administrator."""
        if request.user.is_authenticated:
            from erp.views.errors import forbidden

            return forbidden(request)
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("password")
