"""Bank rules: tried on the past, then switched on; never the other way round."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounting.models import BankRule
from erp.changelog import Change, log_changes
from erp.errors import DomainError
from erp.locks import lock


def record_trials(rules: Sequence[BankRule]) -> None:
    """Note that somebody has seen what these rules, as they are now, would have done."""
    now = timezone.now()
    locked = lock(BankRule.objects.filter(pk__in=[rule.pk for rule in rules]))
    for rule in locked:
        rule.tried_as, rule.tried_at = rule.digest, now
    BankRule.objects.bulk_update(locked, ["tried_as", "tried_at"])


def switch_on(rules: Sequence[BankRule]) -> None:
    """Let rules run by themselves. Raises `DomainError` "bank_rule.untried" for one that was changed since it was tried."""
    locked = lock(BankRule.objects.filter(pk__in=[rule.pk for rule in rules]))
    for rule in locked:
        if rule.tried_as != rule.digest:
            raise DomainError(
                "bank_rule.untried",
                _("“%(rule)s” was not tried as it is now. Look at what it would have done first."),
                params={"rule": rule.name},
            )
        rule.is_active = True
    BankRule.objects.bulk_update(locked, ["is_active"])
    log_changes(Change(rule, "switch_on", after={"is_active": True}) for rule in locked)


def switch_off(rules: Sequence[BankRule]) -> None:
    """Stop rules; what they booked stays, and can be undone line by line."""
    locked = lock(BankRule.objects.filter(pk__in=[rule.pk for rule in rules]))
    for rule in locked:
        rule.is_active = False
    BankRule.objects.bulk_update(locked, ["is_active"])
    log_changes(Change(rule, "switch_off", after={"is_active": False}) for rule in locked)
