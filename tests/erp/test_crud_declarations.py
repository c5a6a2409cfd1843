"""What is declared is complete: every field is shown or hidden with a reason, every model has screens or a reason."""

import pytest
from django.utils.translation import gettext_lazy as _

from erp.apps import HOUSE
from erp.crud import Action, Column, LineEditor, Resource, SavedViewDefault, Section, resources
from erp.crud.checks import models_without_resource, problems, uncovered_fields
from erp.crud.registry import screenless
from erp.models import Address, Partner, Site

ALL = list(resources.values())


@pytest.mark.parametrize("resource", ALL, ids=lambda resource: resource.key)
def test_every_field_is_shown_or_hidden_with_a_reason(resource: Resource) -> None:
    assert uncovered_fields(resource) == []
    assert all(reason.strip() for reason in resource.hidden.values())


@pytest.mark.parametrize("resource", ALL, ids=lambda resource: resource.key)
def test_every_declared_name_exists(resource: Resource) -> None:
    assert problems(resource) == []


def test_every_model_of_ours_has_screens_or_a_reason() -> None:
    assert models_without_resource(HOUSE) == []
    assert all(reason.strip() for _kind, reason in screenless.items())


def test_wrong_declarations_are_named_clearly() -> None:
    class Wrong(Resource):
        model = Partner
        area = "nowhere"
        columns = ["nmae", Column("country__capital")]
        default_columns = ["email"]
        filters = ["colour"]
        search = ["name", "city"]
        ordering = ["-size"]
        sections = [Section(_("One"), ["nope"])]
        lines = [LineEditor(model=Address, fk="country", columns=["street"])]
        actions = [Action("do", _("Do"), service=len, permission="erp.dance")]
        views = [SavedViewDefault("v", _("V"), {"weight": 1})]

    found = "\n".join(problems(Wrong()))
    for said in (
        "'nowhere' is no area",
        "'nmae' is unknown, erp.Partner has no 'nmae'; it has addresses,",
        "erp.Country has no 'capital'",
        "default_columns has 'email'",
        "filters: erp.Partner: 'colour' is unknown",
        "search: erp.Partner: 'city' is unknown",
        "ordering: erp.Partner: 'size' is unknown",
        "'nope' is unknown",
        "Address.country does not lead to Partner",
        "'street' is unknown",
        "the right 'erp.dance' does not exist",
        "filters by 'weight'",
    ):
        assert said in found, said


def test_a_field_nobody_shows_is_reported() -> None:
    class Thin(Resource):
        model = Site
        columns = ["name"]
        hidden = {"kind": "told by the name"}

    assert uncovered_fields(Thin()) == [
        f"erp.Site.{name}" for name in ("code", "country", "line1", "postcode", "city", "is_active")
    ]
