"""Puts our admin site in the place of Django's, under the app label that Django and others know."""

from django.contrib.admin.apps import AdminConfig


class OfficeAdminConfig(AdminConfig):
    default_site = "erp.admin_site.OfficeAdminSite"

    def ready(self) -> None:
        super().ready()
        from django.contrib.admin import site

        from erp.admin_foreign import arrange

        arrange(site)
