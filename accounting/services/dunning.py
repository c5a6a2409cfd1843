"""Dunning: reminders are proposed by the levels, looked at by a person, and sent by mail or post."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounting.lifecycles import CANCELLED, DRAFT, SENT
from accounting.models import DunningBlock, DunningLevel, Invoice, Reminder, ReminderLine
from accounting.selectors.overdue import recallable
from accounting.services.reminder_letters import letter_pdfs, words_of
from accounting.types import ZERO
from erp.attachments import attach_many
from erp.changelog import Change, log_changes
from erp.documents import created_by, log_created, transition
from erp.errors import DomainError
from erp.locks import lock
from erp.mail import queue_mail
from erp.models import Partner
from erp.money import round_money
from erp.search import index_records

DAYS_OF_YEAR = 365


@dataclass(frozen=True)
class Due:
    """A reminder that is due: a customer's late invoices in one currency, each at its level."""

    partner: Partner
    currency: str
    lines: Sequence[ReminderLine]

    @property
    def level(self) -> DunningLevel:
        return max((line.level for line in self.lines), key=lambda level: level.days_late)

    @property
    def amount(self) -> Decimal:
        return sum((line.residual for line in self.lines), ZERO)


def propose_reminders(company_id: int, day: dt.date) -> list[Reminder]:
    """Draft one reminder per customer and currency for what has reached its next level on `day`.

    An invoice climbs one level at a time, however late it is, and waits between two as the level says. A reminder lists
    every late invoice that has reached the first level, in the words of the highest. What already waits in a draft is
    left there. Raises `DomainError` "dunning.no_level" where no level is active.
    """
    if not DunningLevel.objects.filter(company=company_id, is_active=True).exists():
        raise DomainError(
            "dunning.no_level", gettext_lazy("Nobody is recalled yet: set up the levels of dunning first.")
        )
    with transaction.atomic():
        # Two who propose at once: the second finds the first one's drafts.
        lock(DunningLevel.objects.filter(company=company_id))
        return _create(company_id, day, due_reminders(company_id, day))


def due_reminders(company_id: int, day: dt.date) -> list[Due]:
    """What `propose_reminders` would draft on `day`, the largest amount first."""
    levels = list(DunningLevel.objects.filter(company=company_id, is_active=True).order_by("days_late"))
    waiting = set(
        Reminder.objects.filter(company=company_id, status=DRAFT).values_list("partner_id", "currency_id")
    )
    lines: dict[tuple[int, str], list[ReminderLine]] = defaultdict(list)
    partners: dict[int, Partner] = {}
    news: set[tuple[int, str]] = set()
    for invoice in recallable(company_id, day).select_related("partner").order_by("due_date", "pk"):
        key = (invoice.partner_id, invoice.currency_id)
        step = None if key in waiting else _next_step(invoice, levels, day)
        if step is not None:
            level, is_new = step
            lines[key].append(_line(invoice, level, day))
            partners[invoice.partner_id] = invoice.partner
            if is_new:
                news.add(key)
    due = [
        Due(partners[partner], currency, found)
        for (partner, currency), found in lines.items()
        if (partner, currency) in news
    ]
    return sorted(due, key=lambda one: (-one.amount, one.partner.pk))


def _next_step(
    invoice: Any, levels: Sequence[DunningLevel], day: dt.date
) -> tuple[DunningLevel, bool] | None:
    """The level an invoice stands at if its customer is written to now, and whether that is a reason to write."""
    late = (day - invoice.due_date).days
    reached = [level for level in levels if level.days_late <= (invoice.reached or 0)]
    ahead = [level for level in levels if level.days_late > (invoice.reached or 0)]
    if ahead and ahead[0].days_late <= late:
        level = ahead[0]
        rested = invoice.last_reminder is None or (day - invoice.last_reminder).days >= level.waits_days
        if rested:
            return level, True
    return (reached[-1], False) if reached else None


def _create(company_id: int, day: dt.date, due: Sequence[Due]) -> list[Reminder]:
    author = created_by()
    reminders = Reminder.objects.bulk_create(
        Reminder(
            company_id=company_id,
            date=day,
            partner=one.partner,
            level=one.level,
            currency_id=one.currency,
            email=one.partner.email,
            created_by_id=author,
            **_sums(one.lines),
        )
        for one in due
    )
    for reminder, one in zip(reminders, due, strict=True):
        for line in one.lines:
            line.reminder = reminder
    ReminderLine.objects.bulk_create([line for one in due for line in one.lines])
    log_created(reminders)
    index_records(reminders)
    return reminders


def _line(invoice: Any, level: DunningLevel, day: dt.date) -> ReminderLine:
    late = (day - invoice.due_date).days
    return ReminderLine(
        company_id=invoice.company_id,
        invoice=invoice,
        level=level,
        due_date=invoice.due_date,
        days_late=late,
        residual=invoice.residual,
        interest=round_money(
            invoice.residual * level.interest_percent * late / (100 * DAYS_OF_YEAR), invoice.currency_id
        ),
        fee=level.fee if invoice.partner.is_organisation else ZERO,
    )


def _sums(lines: Sequence[ReminderLine]) -> dict[str, Decimal]:
    return {
        "amount": sum((line.residual for line in lines), ZERO),
        "interest": sum((line.interest for line in lines), ZERO),
        "fee": sum((line.fee for line in lines), ZERO),
    }


def send_reminders(reminders: Sequence[Reminder], *, day: dt.date | None = None) -> list[Reminder]:
    """Send what is proposed: by mail with the letter attached, or on paper where there is no address.

    What was paid, blocked or left out since leaves the letter first; a reminder of which nothing is left is cancelled and says so.
    Returns those sent, each with its letter among its files.
    """
    with transaction.atomic():
        found = [
            one
            for one in lock(
                Reminder.objects.filter(pk__in=[one.pk for one in reminders]).select_related(
                    "partner", "level", "company"
                )
            )
            if one.status == DRAFT
        ]
        if not found:
            raise DomainError(
                "reminder.not_open", gettext_lazy("These reminders were sent or cancelled already.")
            )
        emptied = _refresh(found, day)
        transition(emptied, CANCELLED, note=_("Everything in it was settled or blocked meanwhile."))
        sent = [one for one in found if one not in emptied]
        transition(sent, SENT, also=("amount", "interest", "fee", "date"))
        letters = attach_many(
            [
                (one, f"{one.number}.pdf", content)
                for one, content in zip(sent, letter_pdfs(sent), strict=True)
            ]
        )
        for reminder, letter in zip(sent, letters, strict=True):
            if reminder.email:
                words = words_of(reminder)
                queue_mail(
                    to=[reminder.email],
                    subject=words.subject,
                    body=words.message,
                    attachments=[letter],
                    about=reminder,
                )
        index_records(sent)
    return sent


def _refresh(reminders: Sequence[Reminder], day: dt.date | None) -> list[Reminder]:
    """Bring the lines up to today; returns the reminders of which nothing is left."""
    emptied = []
    for reminder in reminders:
        reminder.date = day or timezone.localdate()
    lines: dict[int, list[ReminderLine]] = defaultdict(list)
    for line in (
        ReminderLine.objects.filter(reminder__in=reminders)
        .select_related("invoice__partner", "level")
        .order_by("due_date", "pk")
    ):
        lines[line.reminder_id].append(line)
    blocked = _blocked(reminders)
    dropped, changed = [], []
    for reminder in reminders:
        kept = []
        for line in lines[reminder.pk]:
            if not line.invoice.residual or line.invoice_id in blocked:
                dropped.append(line.pk)
                continue
            now = _line(line.invoice, line.level, reminder.date)
            for field in ("days_late", "residual", "interest", "fee"):
                setattr(line, field, getattr(now, field))
            kept.append(line)
        changed += kept
        if not kept:
            emptied.append(reminder)
            continue
        for field, value in _sums(kept).items():
            setattr(reminder, field, value)
    ReminderLine.objects.bulk_update(changed, ["days_late", "residual", "interest", "fee"])
    ReminderLine.objects.filter(
        pk__in=dropped, reminder__in=[one for one in reminders if one not in emptied]
    ).delete()
    return emptied


def _blocked(reminders: Sequence[Reminder]) -> set[int]:
    """Invoices of these reminders that may not be recalled any more."""
    ids = set(ReminderLine.objects.filter(reminder__in=reminders).values_list("invoice_id", flat=True))
    still: set[int] = set()
    for company_id, day in {(one.company_id, one.date) for one in reminders}:
        still |= set(recallable(company_id, day).filter(pk__in=ids).values_list("pk", flat=True))
    return ids - still


def cancel_reminders(reminders: Sequence[Reminder]) -> None:
    """Give up proposals; their invoices are proposed anew the next time."""
    transition(reminders, CANCELLED)


def block_invoices(
    invoices: Sequence[Invoice], *, reason: str, until: dt.date | None = None
) -> list[DunningBlock]:
    """Leave these invoices in peace until a day, or until the block is lifted; what blocked them before gives way."""
    with transaction.atomic():
        lock(Invoice.objects.filter(pk__in=[one.pk for one in invoices]))
        DunningBlock.objects.filter(invoice__in=invoices).delete()
        blocks = DunningBlock.objects.bulk_create(
            DunningBlock(
                company_id=invoice.company_id,
                partner_id=invoice.partner_id,
                invoice=invoice,
                reason=reason,
                until=until,
            )
            for invoice in invoices
        )
        log_changes(
            Change(invoice, "update", after={"dunning_block": reason, "until": str(until or "")})
            for invoice in invoices
        )
    return blocks
