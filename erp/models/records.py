"""What the kernel keeps about other records: numbers, changes, events, files, mails, jobs."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from erp.choices import JobStatus, MailStatus, OutboxStatus, Source
from erp.models.base import CompanyModel, ReferenceModel
from erp.patterns import check_pattern


def _check_pattern(pattern: str, *, needs_year: bool = False) -> None:
    try:
        check_pattern(pattern, needs_year=needs_year)
    except ValidationError as error:
        raise ValidationError({"pattern": error}) from error


class StrictSequence(CompanyModel):
    """A counter without gaps, one a year: its row is updated in the transaction that uses the number."""

    code = models.CharField(_("code"), max_length=40)
    year = models.PositiveSmallIntegerField(_("year"))
    pattern = models.CharField(
        _("pattern"), max_length=40, help_text=_("For instance FA-{year}-{number:05d}.")
    )
    last_value = models.PositiveBigIntegerField(_("last number given"), default=0)

    class Meta:
        verbose_name = _("gapless sequence")
        verbose_name_plural = _("gapless sequences")
        ordering = ["company", "code", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["company", "code", "year"], name="erp_strict_sequence_year")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.year}"

    def clean(self) -> None:
        _check_pattern(self.pattern, needs_year=True)


class LooseSequence(CompanyModel):
    """A counter that never waits and may leave gaps: a PostgreSQL sequence of its own."""

    code = models.CharField(_("code"), max_length=40)
    pattern = models.CharField(_("pattern"), max_length=40, help_text=_("For instance SO{number:06d}."))

    class Meta:
        verbose_name = _("fast sequence")
        verbose_name_plural = _("fast sequences")
        ordering = ["company", "code"]
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="erp_loose_sequence_code")]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        _check_pattern(self.pattern)

    @property
    def database_name(self) -> str:
        return f"erp_loose_{self.pk}"


class ChangeLog(ReferenceModel):
    """Who changed what, when, from where, before and after. Append-only; seen by those who see the object."""

    at = models.DateTimeField(_("at"), auto_now_add=True)
    actor = models.ForeignKey(
        "erp.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("by"),
    )
    actor_label = models.CharField(_("by"), max_length=160)
    source = models.CharField(_("from"), max_length=10, choices=Source.choices)
    kind = models.CharField(_("kind"), max_length=60)
    object_id = models.BigIntegerField()
    object_label = models.CharField(_("object"), max_length=160)
    action = models.CharField(_("action"), max_length=60)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "object_id", "-id"], name="erp_changelog_object")]

    def __str__(self) -> str:
        return f"{self.object_label}: {self.action}"


class OutboxMessage(CompanyModel):
    """An event written with the fact it tells; the relay hands it to its subscribers at least once."""

    kind = models.CharField(_("kind"), max_length=80)
    key = models.CharField(_("key"), max_length=120, blank=True)
    payload = models.JSONField(_("payload"), default=dict)
    is_coalesced = models.BooleanField(_("only the latest matters"), default=False)
    status = models.CharField(
        _("status"), max_length=12, choices=OutboxStatus.choices, default=OutboxStatus.PENDING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    available_at = models.DateTimeField(_("next attempt"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    done_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["available_at", "id"], condition=models.Q(status="pending"), name="erp_outbox_pending"
            ),
            models.Index(
                fields=["kind", "key", "id"], condition=models.Q(is_coalesced=True), name="erp_outbox_key"
            ),
            models.Index(fields=["company", "-id"], name="erp_outbox_company"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Attachment(ReferenceModel):
    """A file that belongs to a record; served only to those who may see that record."""

    kind = models.CharField(_("kind"), max_length=60)
    object_id = models.BigIntegerField()
    name = models.CharField(_("name"), max_length=160)
    content = models.FileField(_("content"), upload_to="attachments/%Y/%m/", max_length=200)
    content_type = models.CharField(_("type"), max_length=80)
    size = models.PositiveBigIntegerField(_("size"))
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        "erp.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "object_id"], name="erp_attachment_object")]

    def __str__(self) -> str:
        return self.name


class MailMessage(CompanyModel):
    """A mail to send; the relay sends it and says here what became of it."""

    to = models.JSONField(_("to"), default=list)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("body"))
    html = models.TextField(blank=True)
    attachments = models.ManyToManyField(Attachment, blank=True, verbose_name=_("attachments"))
    kind = models.CharField(max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=8, choices=MailStatus.choices, default=MailStatus.QUEUED
    )
    error = models.TextField(_("error"), blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["company", "-id"], name="erp_mail_company"),
            models.Index(fields=["kind", "object_id"], name="erp_mail_object"),
        ]

    def __str__(self) -> str:
        return self.subject


class Job(CompanyModel):
    """Work that takes over a second: progress, log, a result to download, a way to stop it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    params = models.JSONField(default=dict)
    status = models.CharField(_("status"), max_length=10, choices=JobStatus.choices, default=JobStatus.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(_("progress"), max_length=200, blank=True)
    log = models.TextField(_("log"), blank=True)
    result = models.ForeignKey(
        Attachment,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("result"),
    )
    is_cancel_requested = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        "erp.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("started by")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-id"]
        indexes = [models.Index(fields=["company", "-id"], name="erp_job_company")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class SavedView(CompanyModel):
    """A list as somebody likes it: filters, order, columns. Shared with the company, or of one user."""

    user = models.ForeignKey(
        "erp.User", on_delete=models.CASCADE, null=True, blank=True, related_name="saved_views"
    )
    resource = models.CharField(max_length=80)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=2000, blank=True)
    columns = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["company", "resource"], name="erp_savedview_resource")]

    def __str__(self) -> str:
        return self.name


class Favourite(models.Model):
    """A screen that a user keeps at hand in the left bar."""

    user = models.ForeignKey("erp.User", on_delete=models.CASCADE, related_name="favourites")
    label = models.CharField(max_length=80)
    url = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["user", "url"], name="erp_favourite_once")]

    def __str__(self) -> str:
        return self.label


class SearchTerm(models.Model):
    """A word by which a record is found from the search box; `company` null for records the group shares."""

    company = models.ForeignKey(
        "erp.Company", on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    term = models.CharField(max_length=80, db_collation="C")
    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    title = models.CharField(max_length=160)
    subtitle = models.CharField(max_length=160, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["term", "company"], name="erp_searchterm_term"),
            models.Index(fields=["kind", "object_id"], name="erp_searchterm_object"),
        ]

    def __str__(self) -> str:
        return f"{self.term} → {self.title}"
