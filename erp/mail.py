"""Mails leave through the outbox: queued in the business transaction, sent by the relay, their fate kept and shown."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp.choices import MailStatus
from erp.documents import kind_of
from erp.errors import DomainError
from erp.models import Attachment, MailMessage, OutboxMessage
from erp.outbox import Event, publish, subscribe, when_parked
from erp.scope import current_scope
from erp.search import index_records

QUEUED = "erp.mail_queued"


def queue_mail(
    *,
    to: Sequence[str],
    subject: str,
    body: str,
    html: str = "",
    attachments: Iterable[Attachment] = (),
    about: models.Model | None = None,
) -> MailMessage:
    """Queue a mail of the active company. Raises `DomainError` "mail.address" for an address that can't be one."""
    recipients = list(dict.fromkeys(address.strip() for address in to if address.strip()))
    if not recipients:
        raise DomainError("mail.address", _("There is nobody to send this mail to: give an address."), "to")
    for address in recipients:
        try:
            validate_email(address)
        except ValidationError as error:
            raise DomainError(
                "mail.address", _("“%(address)s” is not an e-mail address."), "to", {"address": address}
            ) from error
    message = MailMessage.objects.create(
        company_id=getattr(about, "company_id", None) or current_scope().active_id,
        to=recipients,
        # A line break in a subject would start a header of its own.
        subject=" ".join(subject.split())[:200],
        body=body,
        html=html,
        kind=kind_of(about) if about is not None else "",
        object_id=about.pk if about is not None else None,
    )
    message.attachments.set(attachments)
    index_records([message])
    publish([Event(QUEUED, f"erp.mailmessage:{message.pk}", {"id": message.pk}, message.company_id)])
    return message


@subscribe(QUEUED)
def send_mail(event: OutboxMessage) -> None:
    """Send one queued mail. Fails loudly: the relay tries again and parks what keeps failing."""
    message = MailMessage.objects.select_for_update(of=("self",)).get(pk=event.payload["id"])
    if message.status == MailStatus.SENT:
        return
    mail = EmailMultiAlternatives(
        message.subject,
        message.body,
        to=message.to,
        # The same id on every attempt lets a receiver drop a second copy.
        headers={"Message-ID": f"<comptoir-{message.pk}-{event.pk}@{_domain()}>"},
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    for attachment in message.attachments.all():
        with attachment.content.open("rb") as file:
            mail.attach(attachment.name, file.read(), attachment.content_type)
    mail.send()
    message.status, message.sent_at, message.error = MailStatus.SENT, timezone.now(), ""
    message.save(update_fields=["status", "sent_at", "error"])


@when_parked(QUEUED)
def give_up_mail(event: OutboxMessage) -> None:
    """Say on the mail itself that it was given up, and why; a retry of the event sends it all the same."""
    MailMessage.objects.filter(pk=event.payload["id"]).exclude(status=MailStatus.SENT).update(
        status=MailStatus.FAILED, error=event.last_error
    )


def mails_about(record: models.Model) -> "models.QuerySet[MailMessage]":
    return MailMessage.objects.filter(kind=kind_of(record), object_id=record.pk)


def _domain() -> str:
    return str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2].strip("> ") or "localhost"
