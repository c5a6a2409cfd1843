"""The second factor of a sign-in: an app that shows six digits, and codes on paper for when it is not at hand."""

import secrets
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from erp.changelog import Change, log_changes
from erp.errors import DomainError
from erp.models import User

BACKUP_CODES = 10
# Without letters and digits that look alike on paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def has_second_factor(user: User) -> bool:
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def must_have_second_factor(user: User) -> bool:
    """Whether `SECOND_FACTOR_REQUIRED` names everyone, administrators, or a role that `user` holds in any company."""
    required = set(settings.SECOND_FACTOR_REQUIRED)
    if not required:
        return False
    if "everyone" in required or ("administrators" in required and (user.is_superuser or user.is_staff)):
        return True
    return user.memberships.filter(roles__name__in=required).exists()


@transaction.atomic
def start_set_up(user: User) -> TOTPDevice:
    """The device that `user` is setting up: made on the first visit, the same until it is confirmed."""
    if has_second_factor(user):
        raise DomainError(
            "second_factor.present", _("A second factor is set up already. Remove it before you add another.")
        )
    device = TOTPDevice.objects.filter(user=user, confirmed=False).order_by("-pk").first()
    return device or TOTPDevice.objects.create(user=user, name="app", confirmed=False)


@transaction.atomic
def confirm_set_up(user: User, token: str) -> tuple[TOTPDevice, list[str]]:
    """Confirm the device by the digits it shows; it is asked for from then on. Returns it with the backup codes, which
    are shown this once."""
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).order_by("-pk").first()
    if device is None or has_second_factor(user):
        raise DomainError("second_factor.nothing", _("There is nothing to confirm. Start the set-up again."))
    if not device.verify_token(token.replace(" ", "")):
        raise DomainError(
            "second_factor.token",
            _("These digits don't match. Wait for the next ones and check that the phone's clock is right."),
            "token",
        )
    device.confirmed = True
    device.save()
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    codes = _new_codes(user)
    log_changes([Change(user, "second_factor_added")])
    return device, codes


@transaction.atomic
def renew_backup_codes(user: User) -> list[str]:
    """New backup codes, shown this once; the old ones are void."""
    codes = _new_codes(user)
    log_changes([Change(user, "backup_codes_renewed")])
    return codes


@transaction.atomic
def remove_second_factor(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    log_changes([Change(user, "second_factor_removed")])


def backup_codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


def verify(user: User, token: str) -> Device:
    """The device of `user` that `token` proves: six digits of the app, or a backup code, which is used up.

    Raises `DomainError` "second_factor.wait" while a device rests after failures, "second_factor.token" when none
    matches. Failures are counted on the device, so don't call it in a transaction that a refusal rolls back.
    """
    token = token.replace(" ", "").replace("-", "").lower()
    with transaction.atomic():
        device, wait = _try(user, token)
    if device is not None:
        return device
    if wait:
        raise DomainError(
            "second_factor.wait",
            _("Too many attempts. Wait %(seconds)d s, then try again."),
            "token",
            {"seconds": wait},
        )
    raise DomainError(
        "second_factor.token", _("This code doesn't match. Take the one that shows now."), "token"
    )


def _try(user: User, token: str) -> tuple[Device | None, int]:
    """The device that `token` proves, or None and the seconds one has to wait before the next attempt counts."""
    if token.isascii() and token.isdigit() and len(token) < 10:
        devices = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True)
        proof = token
    else:
        devices = StaticDevice.objects.select_for_update().filter(user=user, confirmed=True)
        proof = _digest(token)
    wait = 0
    for device in devices.order_by("pk"):
        allowed, reason = device.verify_is_allowed()
        if not allowed:
            wait = max(wait, _seconds(reason))
        elif device.verify_token(proof):
            return device, 0
    return None, wait


def _digest(code: str) -> str:
    """Backup codes are kept as digests, cut to what the column of django-otp holds."""
    return salted_hmac("erp.second_factor", code, algorithm="sha256").hexdigest()[:16]


def _seconds(reason: dict[str, Any] | None) -> int:
    until = (reason or {}).get("locked_until")
    return max(1, int((until - timezone.now()).total_seconds()) + 1) if until else 1


def _new_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="paper", confirmed=True)
    codes = ["".join(secrets.choice(ALPHABET) for _letter in range(10)) for _code in range(BACKUP_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=_digest(code)) for code in codes])
    return [f"{code[:5]}-{code[5:]}" for code in codes]
