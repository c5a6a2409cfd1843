"""Credentials at rest: encrypted with keys from the environment, so that a copy of the database holds none in clear.

`python -m erp.secrets` prints a new key. To change keys put the new one first in SECRET_ENCRYPTION_KEYS and keep the old
ones behind it until `manage.py rotate_secrets` has rewritten what they encrypted.
"""

import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.SECRET_ENCRYPTION_KEYS])


def encrypt(value: Any) -> str:
    """`value` (anything JSON keeps) as text that only holders of the key can read."""
    return _cipher().encrypt(json.dumps(value).encode()).decode()


def decrypt(text: str) -> Any:
    """What `encrypt` was given. Raises `DomainError` "secrets.key" when no key of this site opens it."""
    try:
        return json.loads(_cipher().decrypt(text.encode()))
    except InvalidToken as error:
        raise DomainError(
            "secrets.key",
            _(
                "The stored credentials can't be read with this site's SECRET_ENCRYPTION_KEYS. Type them in again, or "
                "add the key they were saved with."
            ),
        ) from error


class EncryptedJSONField(models.TextField):
    """A JSON value that the database holds encrypted. Can't be filtered on."""

    # How the type checker is told what the field takes and gives.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return decrypt(value) if value else {}

    def to_python(self, value: Any) -> Any:
        return value

    def get_prep_value(self, value: Any) -> str | None:
        return encrypt(value) if value else ""

    def value_to_string(self, obj: models.Model) -> str:
        # Never in clear in a dump.
        return encrypt(self.value_from_object(obj))


if __name__ == "__main__":
    print(Fernet.generate_key().decode())
