"""The kernel as a Django app: fills and freezes the registries once every app is loaded."""

from importlib import import_module, util

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _

# What each of our apps may have, imported in this order once all models are loaded.
ROOMS = ("sequences", "resources", "screens", "subscribers", "jobs", "checks", "verification")
HOUSE = ("erp", "catalog", "accounting", "inventory", "purchasing", "sales", "crm", "bi", "connectors")


class ErpConfig(AppConfig):
    name = "erp"
    verbose_name = _("Group and settings")

    def ready(self) -> None:
        from erp.documents import document_kinds, kind_of
        from erp.models import Document
        from erp.registry import Registry

        for model in apps.get_models():
            if issubclass(model, Document):
                document_kinds.register(kind_of(model), model)
        for app in HOUSE:
            for room in ROOMS if apps.is_installed(app) else ():
                if util.find_spec(f"{app}.{room}"):
                    import_module(f"{app}.{room}")
        for registry in Registry.every:
            registry.freeze()
