"""Users, roles, memberships, API tokens."""

from django.contrib.auth.models import AbstractUser, Permission
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp.choices import Language, Theme
from erp.models.base import CompanyModel
from erp.models.companies import Company


class User(AbstractUser):
    """Who signs in. What the person may do comes from the roles of each membership, company by company."""

    language = models.CharField(
        _("language"), max_length=5, choices=Language.choices, default=Language.FRENCH
    )
    theme = models.CharField(_("theme"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    is_dense = models.BooleanField(_("dense lists"), default=True)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")


class Role(models.Model):
    """A named set of permissions: "Accountant", "Warehouse"."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    permissions = models.ManyToManyField(Permission, blank=True, verbose_name=_("permissions"))

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(CompanyModel):
    """A user's place in a company, with the roles held there."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("user")
    )
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("company")
    )
    roles = models.ManyToManyField(Role, blank=True, verbose_name=_("roles"))
    is_default = models.BooleanField(_("opened at sign-in"), default=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "company"], name="erp_one_membership")]

    def __str__(self) -> str:
        return f"{self.user} · {self.company_id}"


class ApiToken(models.Model):
    """A key by which a program acts as `user`, in `companies`, with `rights` and no others.

    Only a digest is kept: the token itself is shown once, when it is made. Empty `rights`: all that the user may do.
    """

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="api_tokens", verbose_name=_("user")
    )
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(_("starts with"), max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    companies = ArrayField(models.IntegerField(), verbose_name=_("companies"))
    rights = ArrayField(models.CharField(max_length=120), default=list, blank=True, verbose_name=_("rights"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def is_usable(self) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > timezone.now())
