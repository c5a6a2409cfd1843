"""What people are asked when they act on orders and deliveries."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounting.models import PaymentProvider
from erp.scope import current_scope
from inventory.choices import Priority


class PaymentForm(forms.Form):
    """A payment received for one order."""

    provider = forms.ModelChoiceField(PaymentProvider.objects.none(), label=_("Received through"))
    amount = forms.DecimalField(
        label=_("Amount"), max_digits=16, decimal_places=2, min_value=0, required=False,
        help_text=_("Empty: all that is still to be paid."),
    )  # fmt: skip
    date = forms.DateField(label=_("Date"), initial=timezone.localdate)
    reference = forms.CharField(
        label=_("Reference"),
        max_length=80,
        required=False,
        help_text=_("The provider's, as its payout names it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = current_scope()
        companies = [scope.active] if scope.active else list(scope.companies)
        providers = PaymentProvider.objects.filter(company_id__in=companies, is_active=True)
        self.fields["provider"].queryset = providers  # type: ignore[attr-defined]


class CancelForm(forms.Form):
    """Why it is cancelled: kept in the history."""

    note = forms.CharField(label=_("Reason"), required=False, max_length=200)


class InvoiceDateForm(forms.Form):
    """The date that invoices carry."""

    date = forms.DateField(label=_("Invoice date"), initial=timezone.localdate)


class ShipForm(forms.Form):
    """The day goods leave."""

    date = forms.DateField(label=_("Shipped on"), initial=timezone.localdate)


class PriorityForm(forms.Form):
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=Priority.choices, coerce=int, initial=Priority.HIGH
    )
