"""What most tests of the inventory begin with."""

import pytest

from catalog.models import Variant
from erp.models import Company
from inventory.models import Warehouse
from tests.catalog.factories import make_variant
from tests.inventory.factories import make_warehouse


@pytest.fixture
def warehouse(scope: Company) -> Warehouse:
    return make_warehouse(scope)


@pytest.fixture
def variant(scope: Company) -> Variant:
    return make_variant()
