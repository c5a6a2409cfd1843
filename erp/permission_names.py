"""Rights in words and in groups, for the people who give them."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext as _

from erp.apps import HOUSE

# What people keep for themselves, and what the search keeps: no role gives rights over these.
OWN_AFFAIRS = ("favourite", "searchterm")
VERBS = {
    "view": pgettext_lazy("right", "see"),
    "add": pgettext_lazy("right", "create"),
    "change": pgettext_lazy("right", "change"),
    "delete": pgettext_lazy("right", "delete"),
}


@dataclass(frozen=True)
class RightGroup:
    """The rights over one kind of record."""

    app_label: str
    app: str
    model: str
    rights: list[tuple[Permission, str]]


def right_groups() -> list[RightGroup]:
    """Every right that a role can give, by app and kind of record, in words."""
    found: dict[tuple[str, str], list[tuple[Permission, str]]] = defaultdict(list)
    order = list(VERBS)
    rows = (
        Permission.objects.filter(content_type__app_label__in=HOUSE)
        .exclude(content_type__app_label="erp", content_type__model__in=OWN_AFFAIRS)
        .select_related("content_type")
    )
    for permission in rows.order_by("content_type__app_label", "content_type__model", "pk"):
        content_type = permission.content_type
        if content_type.model_class() is not None:
            found[content_type.app_label, content_type.model].append((permission, words(permission)))
    groups = []
    for (app_label, model), rights in found.items():
        rights.sort(key=lambda right: order.index(verb) if (verb := _verb(right[0])) in order else len(order))
        name = capfirst(str(apps.get_model(app_label, model)._meta.verbose_name_plural))
        groups.append(RightGroup(app_label, str(apps.get_app_config(app_label).verbose_name), name, rights))
    return sorted(groups, key=lambda group: (HOUSE.index(group.app_label), group.model))


def words(permission: Permission) -> str:
    """What `permission` lets somebody do: "see", "create", or its own sentence."""
    verb = _verb(permission)
    return capfirst(str(VERBS[verb])) if verb in VERBS else capfirst(gettext(permission.name))


def grouped_permissions(user: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """The rights that `user` has in the active company, as the choices of a select: kind of record → rights."""
    own = user.get_all_permissions()
    grouped = []
    for group in right_groups():
        rights = [
            (
                f"{group.app_label}.{right.codename}",
                _("%(what)s: %(right)s") % {"what": group.model, "right": said.lower()},
            )
            for right, said in group.rights
        ]
        if allowed := [choice for choice in rights if choice[0] in own]:
            grouped.append((f"{group.app} · {group.model}", allowed))
    return grouped


def _verb(permission: Permission) -> str:
    verb, _underscore, model = permission.codename.partition("_")
    return verb if verb in VERBS and model == permission.content_type.model else ""
