"""Screens, API, search, import and export made from one declaration a model.

An app declares in its `resources.py`::

    from erp.crud import Action, Column, Resource, Section, register

    @register
    class OrderResource(Resource):
        model = Order
        columns = ["number", "date", "partner", Column("gross", currency="currency_id", total=True)]
        sections = [Section(_("Order"), ["partner", "date"])]

`resource.py` says what can be declared; `registry.py` holds what was.
"""

from erp.crud.declaration import (
    Action,
    Column,
    LineEditor,
    LinePreview,
    Panel,
    Related,
    SavedViewDefault,
    Section,
)
from erp.crud.registry import record_url, register, resource_for, resources, without_screen
from erp.crud.resource import Resource

__all__ = [
    "Action",
    "Column",
    "LineEditor",
    "LinePreview",
    "Panel",
    "Related",
    "Resource",
    "SavedViewDefault",
    "Section",
    "record_url",
    "register",
    "resource_for",
    "resources",
    "without_screen",
]
