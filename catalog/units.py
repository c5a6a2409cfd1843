"""Converting quantities between units and packagings: pure functions."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from catalog.types import Measure
from erp.errors import DomainError
from erp.money import round_quantity


def convert_quantity(quantity: Decimal, origin: Measure, target: Measure) -> Decimal:
    """`quantity` of the unit `origin` in the unit `target`, at its decimals, half up.

    Raises `DomainError` "unit.dimension" when they measure different things.

    >>> kilogram, gram = Measure("kg", "mass", Decimal(1), 3), Measure("g", "mass", Decimal("0.001"), 0)
    >>> convert_quantity(Decimal("1.25"), kilogram, gram)
    Decimal('1250')
    """
    if origin.dimension != target.dimension:
        raise DomainError(
            "unit.dimension",
            _("%(origin)s and %(target)s measure different things: choose units of one dimension."),
            "unit",
            {"origin": origin.code, "target": target.code},
        )
    return round_quantity(quantity * origin.factor / target.factor, target.decimals)


def whole_packagings(quantity: Decimal, content: Decimal) -> Decimal:
    """How many packagings of `content` are needed for `quantity`: never part of one.

    >>> whole_packagings(Decimal(25), Decimal(12)), whole_packagings(Decimal(24), Decimal(12))
    (Decimal('3'), Decimal('2'))
    """
    whole = quantity // content
    return whole + 1 if whole * content < quantity else whole
