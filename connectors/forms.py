"""The form of a connection: its secrets are typed, never shown."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from connectors.adapters import adapters
from connectors.errors import ShopError
from connectors.prestashop.client import api_url
from erp.crud.forms import RecordForm


class KeyForm(forms.ModelForm):
    """Adds the webservice key, which the model keeps encrypted."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=lambda: [(key, adapter.label) for key, adapter in adapters.items()]
    )
    key = forms.CharField(
        label=_("Webservice key"),
        required=False,
        strip=True,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "In the shop: Advanced parameters > Webservice. Leave empty to keep the key that is saved."
        ),
    )

    def clean_base_url(self) -> str:
        address: str = self.cleaned_data["base_url"]
        try:
            api_url(address)
        except ShopError as error:
            raise ValidationError(error.message, code=error.code) from error
        if urlsplit(address).scheme == "http" and not settings.ALLOW_PRIVATE_ADDRESSES:
            raise ValidationError(
                _("Use https: over http the key could be read on the way."), code="connection.insecure"
            )
        return address

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance.pk is None and not self.cleaned_data.get("key"):
            self.add_error("key", _("A new connection needs the key that the shop's webservice gave."))
        return cleaned


class ConnectionForm(KeyForm, RecordForm):
    """The form of the office screens."""
