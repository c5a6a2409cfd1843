"""The tree of categories: made, moved, seen in part, and never broken."""

import threading

import pytest
from django.db import connection

from catalog.models import Category
from catalog.services import create_categories, move_category
from catalog.types import CategoryDraft
from erp.changelog import history
from erp.errors import DomainError
from erp.models import Company
from erp.scope import open_scope, system_scope
from tests.catalog.factories import make_category


def tree() -> list[tuple[str, int]]:
    return list(Category.objects.order_by("tree_id", "lft").values_list("code", "level"))


def assert_tree_is_whole() -> None:
    """Every category stands within its parent, and numbers are used once."""
    used: set[tuple[int, int]] = set()
    for category in Category.objects.select_related("parent"):
        for number in (category.lft, category.rght):
            assert (category.tree_id, number) not in used
            used.add((category.tree_id, number))
        if category.parent:
            assert category.parent.tree_id == category.tree_id
            assert category.parent.lft < category.lft < category.rght < category.parent.rght
            assert category.level == category.parent.level + 1
        else:
            assert category.level == 0


@pytest.mark.django_db
def test_a_tree_is_made_and_moved(scope: Company) -> None:
    create_categories(
        [
            CategoryDraft("HOME", "Maison"),
            CategoryDraft("TABLE", "Table", "HOME"),
            CategoryDraft("CUPS", "Écuelles", "TABLE"),
            CategoryDraft("GARDEN", "Jardin"),
        ]
    )
    # By name, without accents: Jardin, Maison; Écuelles sorts as "ecuelles".
    assert tree() == [("GARDEN", 0), ("HOME", 0), ("TABLE", 1), ("CUPS", 2)]
    table, garden = Category.objects.get(code="TABLE"), Category.objects.get(code="GARDEN")
    move_category(table, garden)
    assert tree() == [("GARDEN", 0), ("TABLE", 1), ("CUPS", 2), ("HOME", 0)]
    with pytest.raises(DomainError) as refusal:
        move_category(garden, Category.objects.get(code="CUPS"))
    assert refusal.value.code == "category.cycle"
    assert tree() == [("GARDEN", 0), ("TABLE", 1), ("CUPS", 2), ("HOME", 0)]
    move_category(table, None)
    assert_tree_is_whole()
    assert [c.action for c in history(table)] == ["update", "update", "create"]


@pytest.mark.django_db
def test_refusals_leave_no_category(scope: Company) -> None:
    for drafts, code in (
        ([CategoryDraft("A", "A"), CategoryDraft("B", "B", "NONE")], "category.parent"),
        ([CategoryDraft("A", "A"), CategoryDraft("A", "B")], "category.code_taken"),
    ):
        with pytest.raises(DomainError) as refusal:
            create_categories(drafts)
        assert refusal.value.code == code
        assert not Category.objects.exists()


@pytest.mark.django_db
def test_what_a_company_does_not_see_is_numbered_along(company: Company, other_company: Company) -> None:
    with open_scope(companies=[company]):
        make_category("ROOT")
        make_category("SECRET", "ROOT", visible_to=[company.pk])
        make_category("DEEP", "SECRET", visible_to=[company.pk])
    with open_scope(companies=[other_company]):
        assert [code for code, _level in tree()] == ["ROOT"]
        make_category("ANOTHER", "ROOT")
        moved = make_category("AAA")
        move_category(moved, Category.objects.get(code="ROOT"))
        with pytest.raises(DomainError):
            make_category("X", "SECRET")
    with system_scope():
        assert Category.objects.count() == 5
        assert_tree_is_whole()


@pytest.mark.django_db(transaction=True)
def test_categories_move_at_the_same_time(company: Company) -> None:
    with open_scope(companies=[company]):
        roots = [make_category(f"R{number}") for number in range(3)]
        moved = [make_category(f"M{number}", "R0") for number in range(6)]
    errors: list[BaseException] = []

    def work(category: Category, turn: int) -> None:
        try:
            with open_scope(companies=[company]):
                for step in range(5):
                    move_category(category, roots[(turn + step) % 3])
        except BaseException as error:  # noqa: BLE001  whatever it was, the test must see it
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(category, turn)) for turn, category in enumerate(moved)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with open_scope(companies=[company]):
        assert_tree_is_whole()
