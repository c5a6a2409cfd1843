"""API tokens: made, shown once, revoked."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp.changelog import Change, log_changes
from erp.errors import DomainError
from erp.middleware import visible_companies
from erp.models import ApiToken, User

MARK = "cpt_"


def digest(plain: str) -> str:
    """What is kept of a token. The token is 32 random bytes, so nothing slower than SHA-256 is needed."""
    return hashlib.sha256(plain.encode()).hexdigest()


def expiry(days: int) -> datetime | None:
    """The moment `days` from now; None (never) for 0."""
    return timezone.now() + timedelta(days=days) if days else None


@transaction.atomic
def issue_token(
    user: User,
    name: str,
    companies: Iterable[int],
    rights: Sequence[str] = (),
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """A token by which a program acts as `user` in `companies` with `rights` (none: all that the user may), and the
    token itself, which is kept nowhere.

    Raises `DomainError` "token.company" or "token.right" when the person can't give what they don't have.
    """
    wanted = sorted(set(companies))
    if not wanted or not set(wanted) <= set(visible_companies(user)):
        raise DomainError("token.company", _("Choose companies that you work in."), "companies")
    if not user.is_superuser and not set(rights) <= user.get_all_permissions():
        raise DomainError("token.right", _("Choose rights that you have yourself."), "rights")
    plain = MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name.strip(),
        prefix=plain[:10],
        digest=digest(plain),
        companies=wanted,
        rights=sorted(set(rights)),
        expires_at=expires_at,
    )
    log_changes(
        [Change(token, "create", after={"name": token.name, "companies": wanted, "rights": token.rights})]
    )
    return token, plain


@transaction.atomic
def revoke_tokens(tokens: Iterable[ApiToken]) -> None:
    """Make tokens useless, at once and for good."""
    usable = [token for token in tokens if token.revoked_at is None]
    now = timezone.now()
    ApiToken.objects.filter(pk__in=[token.pk for token in usable]).update(revoked_at=now)
    for token in usable:
        token.revoked_at = now
    log_changes(Change(token, "revoke") for token in usable)


def note_use(token: ApiToken) -> None:
    """Keep that a token was used now."""
    ApiToken.objects.filter(pk=token.pk).update(last_used_at=timezone.now())
