"""The rules of the house that a reader can't check by eye: what points where, who may write, who may round."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

LAYERS = [
    ["erp"],
    ["catalog"],
    ["accounting"],
    ["inventory"],
    ["purchasing", "sales"],
    ["crm"],
    ["bi", "connectors"],
]
HEIGHT = {app: height for height, row in enumerate(LAYERS) for app in row}
OURS = [app for app in HEIGHT if apps.is_installed(app)]
ROOT = Path(settings.BASE_DIR)


def sources(*, without: tuple[str, ...] = ()) -> Iterator[tuple[Path, ast.Module]]:
    for app in OURS:
        for path in sorted((ROOT / app).rglob("*.py")):
            relative = path.relative_to(ROOT)
            if "migrations" not in relative.parts and not any(
                str(relative).startswith(skip) for skip in without
            ):
                yield relative, ast.parse(path.read_text(encoding="utf-8"))


def our_models() -> Iterator[type[models.Model]]:
    return (model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in HEIGHT)


def test_foreign_keys_point_downwards() -> None:
    wrong = []
    for model in our_models():
        own = model._meta.app_label
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not field.concrete or not isinstance(target, type) or target._meta.app_label not in HEIGHT:
                continue
            other = target._meta.app_label
            if other != own and HEIGHT[other] >= HEIGHT[own]:
                wrong.append(f"{model._meta.label}.{field.name} points up, to {target._meta.label}")
    assert not wrong, "\n".join(wrong)


def test_every_app_opens_with_what_it_owns() -> None:
    thin = [
        app
        for app in OURS
        if len(ast.get_docstring(ast.parse((ROOT / app / "__init__.py").read_text())) or "") < 200
    ]
    assert thin == []


# Views, serializers, forms, tasks and commands parse, call one service, answer.
EDGES = ("views", "forms", "tables", "tasks", "admin", "api", "crud", "commands")
WRITES = {
    "save",
    "create",
    "bulk_create",
    "update",
    "bulk_update",
    "delete",
    "get_or_create",
    "update_or_create",
}
# Receivers that are no rows of ours: containers, sessions, forms that a service is given.
NOT_ROWS = {
    "book",
    "cache",
    "context",
    "headers",
    "session",
    "digest",
    "kwargs",
    "params",
    "cookies",
    "data",
    "attrs",
    "query",
    "values",
}


def test_writes_go_through_services() -> None:
    wrong = []
    for path, tree in sources():
        if "services" in path.parts or not set(EDGES) & {*path.parts, path.stem}:
            continue
        for node in ast.walk(tree):
            if (
                not isinstance(node, ast.Call)
                or not isinstance(node.func, ast.Attribute)
                or node.func.attr not in WRITES
            ):
                continue
            receiver = ast.unparse(node.func.value)
            is_manager = (
                ".objects" in receiver or "_default_manager" in receiver or "_base_manager" in receiver
            )
            is_row = node.func.attr in {"save", "delete"} and receiver.split(".")[-1] not in NOT_ROWS
            if (is_manager or is_row) and not receiver.startswith("super()"):
                wrong.append(f"{path}:{node.lineno} {receiver}.{node.func.attr}(…)")
    assert not wrong, "\n".join(wrong)


def test_status_is_written_by_transition_alone() -> None:
    documents = {model._meta.app_label for model in our_models() if hasattr(model, "lifecycle")}
    wrong = []
    for path, tree in sources(without=("erp/",)):
        if path.parts[0] not in documents:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names = [target.attr for target in targets if isinstance(target, ast.Attribute)]
                if "status" in names:
                    wrong.append(f"{path}:{node.lineno}")
    assert not wrong, "\n".join(wrong)


ROUNDING = {"quantize", "__round__", "ROUND_HALF_UP", "ROUND_HALF_EVEN", "ROUND_DOWN", "ROUND_UP"}


def test_only_money_rounds() -> None:
    wrong = []
    for path, tree in sources(without=("erp/money/",)):
        for node in ast.walk(tree):
            name = getattr(node, "attr", None) or (node.id if isinstance(node, ast.Name) else None)
            if name in ROUNDING:
                wrong.append(f"{path}:{node.lineno} {name}")
    assert not wrong, "\n".join(wrong)


def test_on_commit_gets_a_partial() -> None:
    wrong = []
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "on_commit":
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Lambda):
                    wrong.append(f"{path}:{node.lineno}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "misc"])
def test_no_module_is_called_after_nothing(name: str) -> None:
    assert [str(path) for path, _tree in sources() if path.stem == name] == []
