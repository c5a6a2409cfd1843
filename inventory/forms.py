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
from inventory.choices import LocationKind
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
