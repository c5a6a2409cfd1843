"""Forms of the catalog's actions."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PriceForm(forms.Form):
    sales_price = forms.DecimalField(
        label=_("Sales price, net"),
        max_digits=16,
        decimal_places=6,
        help_text=_("Without taxes, for one unit."),
    )


class ImageForm(forms.Form):
    file = forms.ImageField(
        label=_("Picture"), help_text=_("PNG, JPEG, WebP or GIF; it is made small by itself.")
    )
