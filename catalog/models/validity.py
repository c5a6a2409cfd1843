"""From when until when something holds."""

from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

ENDS_BEFORE_IT_STARTS = _("The last day is before the first: change one of them.")


def days_in_order(name: str) -> CheckConstraint:
    """The constraint `name` of a model with `valid_from` and `valid_until`: both are included, null is no end."""
    return CheckConstraint(
        condition=Q(valid_from__isnull=True)
        | Q(valid_until__isnull=True)
        | Q(valid_until__gte=F("valid_from")),
        name=name,
        violation_error_message=ENDS_BEFORE_IT_STARTS,
    )
