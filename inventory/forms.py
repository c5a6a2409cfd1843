"""Forms of the inventory's actions."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.crud.access import colleagues
from erp.crud.widgets import RemoteSelect
from erp.models import CompanyModel, User
from erp.scope import current_scope
from inventory.choices import LocationKind, RevaluationKind, SplitMethod, SupplierReturnReason
from inventory.models import Location, Lot


def today() -> dt.date:
    return timezone.localdate()


class _OfCompany(forms.Form):
    """Offers what belongs to the active company."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            offered: Any = getattr(field, "queryset", None)
            if offered is not None and issubclass(offered.model, CompanyModel):
                field.queryset = offered.filter(company=current_scope().active)  # type: ignore[attr-defined]


class PostCountForm(forms.Form):
    """What becomes of the lines nobody counted."""

    absent_are_gone = forms.BooleanField(
        label=_("What nobody counted is not there"),
        required=False,
        help_text=_("Leave it unticked, and lines without a figure stay as the books say."),
    )


class AssignForm(forms.Form):
    """Who does it."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Person"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = colleagues()  # type: ignore[attr-defined]


class ArrivalDayForm(forms.Form):
    """When goods should arrive."""

    expected_on = forms.DateField(label=_("Expected to arrive on"), required=False)


class SupplierReturnForm(forms.Form):
    """Why goods go back to their supplier."""

    reason = forms.ChoiceField(label=_("Reason"), choices=SupplierReturnReason.choices)


class NoteForm(forms.Form):
    """Why."""

    note = forms.CharField(label=_("Reason"), max_length=200, required=False)


class TransferForm(_OfCompany):
    destination = forms.ModelChoiceField(
        Location.objects.filter(kind=LocationKind.STOCK, is_active=True, warehouse__isnull=False),
        label=_("To location"),
        widget=RemoteSelect("inventory.move", "destination"),
    )
    quantity = forms.DecimalField(label=_("Quantity"), max_digits=16, decimal_places=4)
    date = forms.DateField(label=_("Date"), initial=today)


class BlockForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("A recall by the maker, for instance. The lot shows it."),
    )
    release = forms.BooleanField(
        label=_("Let go of what is set aside of it"),
        required=False,
        initial=True,
        help_text=_("The documents reserve other lots, where there are some."),
    )


class LotForm(_OfCompany):
    lot = forms.ModelChoiceField(
        Lot.objects.all(), label=pgettext_lazy("stock", "Lot"), widget=RemoteSelect("inventory.move", "lot")
    )


class KeepForm(forms.Form):
    expires_at = forms.DateTimeField(
        label=_("Keep until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("Then it is free again for others. Left empty: until it is used or released."),
    )


class CancelMoveForm(forms.Form):
    date = forms.DateField(
        label=_("Date"), required=False, help_text=_("Left empty: the day of the move itself.")
    )
    label = forms.CharField(label=_("Reason"), max_length=120, required=False)


class LandedCostForm(forms.Form):
    """What one charge of a new landed cost is; more are added on its page."""

    label = forms.CharField(label=_("Label"), max_length=160, help_text=_("Freight, customs, insurance…"))
    amount = forms.DecimalField(
        label=_("Amount"),
        max_digits=16,
        decimal_places=2,
        help_text=_("In the company's currency, without recoverable tax."),
    )
    split = forms.ChoiceField(label=_("Shared out"), choices=SplitMethod.choices)
    date = forms.DateField(label=_("Date"), initial=today)


class RevalueForm(forms.Form):
    unit_cost = forms.DecimalField(label=_("New cost of one"), max_digits=16, decimal_places=6, min_value=0)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind.value, kind.label) for kind in (RevaluationKind.COST, RevaluationKind.STANDARD)],
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)
    date = forms.DateField(label=_("Date"), initial=today)


class DepreciateForm(forms.Form):
    label = forms.CharField(label=_("Label"), max_length=160)
    percent = forms.DecimalField(
        label=_("Less than the cost, in %"),
        max_digits=5,
        decimal_places=2,
        min_value=0,
        max_value=100,
        help_text=_("Proposes what one would fetch; change it article by article on the page."),
    )
    date = forms.DateField(label=_("Date"), initial=today)
