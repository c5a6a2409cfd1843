"""Values the kernel's services take."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class AddressDraft:
    """An address as it comes in. `country` is an ISO 3166-1 alpha-2 code."""

    line1: str
    city: str
    country: str
    name: str = ""
    line2: str = ""
    postcode: str = ""
    state: str = ""
    phone: str = ""
    kind: str = "main"

    def snapshot(self) -> dict[str, str]:
        """What a document keeps of it."""
        return {
            "name": self.name,
            "line1": self.line1,
            "line2": self.line2,
            "postcode": self.postcode,
            "city": self.city,
            "state": self.state,
            "country": self.country,
            "phone": self.phone,
        }


@dataclass(frozen=True)
class PartnerDraft:
    """A partner to create. `visible_to` null: shared by the group."""

    name: str
    country: str
    is_organisation: bool = False
    is_customer: bool = True
    is_supplier: bool = False
    email: str = ""
    phone: str = ""
    vat_number: str = ""
    siren: str = ""
    siret: str = ""
    language: str = "fr"
    payment_terms_id: int | None = None
    visible_to: Sequence[int] | None = None
    addresses: Sequence[AddressDraft] = ()
