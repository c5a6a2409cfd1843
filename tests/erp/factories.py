"""The kernel's part of a test company. Data comes from services; companies are made in a scope over the group."""

from itertools import count
from typing import Any

from django.contrib.auth.models import Permission

from erp.models import Company, Membership, Partner, Role, Site, User
from erp.scope import system_scope
from erp.services.partners import create_partners
from erp.types import AddressDraft, PartnerDraft

numbers = count(1)
PASSWORD = "correct horse battery staple"


def make_company(code: str | None = None, *, parent: Company | None = None, **values: Any) -> Company:
    code = code or f"C{next(numbers)}"
    with system_scope():
        return Company.objects.create(
            code=code,
            name=values.pop("name", f"Maison {code}"),
            country_id=values.pop("country", "FR"),
            currency_id="EUR",
            parent=parent,
            **values,
        )


def make_site(company: Company, code: str = "DEP", kind: str = "warehouse") -> Site:
    """In a scope that sees `company`."""
    return Site.objects.create(company=company, code=code, name=f"Site {code}", kind=kind)


def make_role(name: str, permissions: list[str]) -> Role:
    """`permissions` like "sales.confirm_order"; "*" for all of them."""
    role = Role.objects.create(name=name)
    found = Permission.objects.all()
    if permissions != ["*"]:
        wanted = [tuple(permission.split(".")) for permission in permissions]
        found = found.filter(codename__in=[codename for _app, codename in wanted])
        found = found.filter(content_type__app_label__in=[app for app, _codename in wanted])
        assert len({(p.content_type.app_label, p.codename) for p in found} & set(wanted)) == len(wanted)
    role.permissions.set(found)
    return role


def make_user(*companies: Company, permissions: list[str] | None = None, **values: Any) -> User:
    """A member of `companies` with a role that has `permissions` (all, when none are named)."""
    name = values.pop("username", f"user{next(numbers)}")
    user = User.objects.create_user(name, f"{name}@example.test", PASSWORD, **values)
    with system_scope():
        role = make_role(f"Role of {name}", ["*"] if permissions is None else permissions)
        for company in companies:
            Membership.objects.create(user=user, company=company).roles.add(role)
    return user


def make_partner(name: str = "Céleste Moreau", **values: Any) -> Partner:
    """In an open scope."""
    address = AddressDraft(line1="12 rue des Lices", postcode="49100", city="Angers", country="FR", name=name)
    return create_partners([PartnerDraft(name=name, country="FR", addresses=[address], **values)])[0]
