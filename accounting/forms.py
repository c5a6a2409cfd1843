"""What actions ask before they act."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounting.models import PaymentProvider


class _Dated(forms.Form):
    date = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].initial = timezone.localdate


class ReverseForm(_Dated):
    """On which date the opposite entry stands."""


class CreditForm(_Dated):
    """What to take back, on which date, and why."""

    what = forms.ChoiceField(
        label=_("What to credit"),
        choices=[
            ("all", _("Everything that is left")),
            ("goods", _("Goods and services, without shipping")),
            ("shipping", _("Shipping only")),
        ],
        initial="all",
    )
    reason = forms.CharField(label=_("Reason, printed on the credit note"), required=False, max_length=400)


class SupplierCreditForm(CreditForm):
    """What a supplier's credit note takes back, and its number."""

    supplier_reference = forms.CharField(label=_("Supplier's number"), max_length=60)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=400)


class PaymentForm(_Dated):
    """Money received for an invoice, or given back for a credit note."""

    provider = forms.ModelChoiceField(label=_("Means of payment"), queryset=PaymentProvider.objects.none())
    amount = forms.DecimalField(
        label=_("Amount"),
        max_digits=16,
        decimal_places=2,
        min_value=Decimal("0.01"),
        required=False,
        help_text=_("Empty: what is left to pay."),
    )
    reference = forms.CharField(label=_("Reference"), required=False, max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].queryset = PaymentProvider.objects.filter(is_active=True)  # type: ignore[attr-defined]


class StatementForm(forms.Form):
    """A file as the bank gave it."""

    file = forms.FileField(
        label=_("Statement file"),
        help_text=_(
            "As downloaded from the bank: CAMT, MT940, CFONB120, OFX or QIF. Each line is imported once."
        ),
    )


class BlockForm(forms.Form):
    """Why an invoice is not recalled, and until when."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until it is lifted."),
    )


class MailForm(forms.Form):
    """To whom an invoice goes, and what is said with it."""

    to = forms.EmailField(
        label=_("To"), required=False, help_text=_("Empty: the address on the customer's card.")
    )
    subject = forms.CharField(
        label=_("Subject"), max_length=160, help_text=_("{number} becomes the number of the invoice.")
    )
    message = forms.CharField(label=_("Message"), widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].initial = _("Your invoice {number}")
        self.fields["message"].initial = _(
            "Hello,\n\nPlease find attached our invoice {number}.\n\nKind regards"
        )
