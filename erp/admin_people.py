"""People and their rights in the admin site."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import ReadOnlyPasswordHashWidget, UserChangeForm
from django.contrib.auth.hashers import is_password_usable
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from erp.admin_base import ReadOnlyAdmin, ScopedAdmin, quiet
from erp.models import (
    ApiToken,
    Company,
    Membership,
    Role,
    User,
)
from erp.permission_names import right_groups
from erp.scope import current_scope
from erp.services import administration, second_factor, tokens


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    fields = ("company", "roles", "is_default")
    verbose_name = _("company and roles")
    verbose_name_plural = _("companies and roles")

    def get_queryset(self, request: HttpRequest) -> Any:
        """All of them for administrators of the group; else those of the active company, whose rights are the measure of
        what may be given."""
        rows = super().get_queryset(request)
        return rows if request.user.is_superuser else rows.filter(company=current_scope().active)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = quiet(db_field, super().formfield_for_dbfield(db_field, request, **kwargs))
        if db_field.name == "roles":
            field.widget.can_add_related = False
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "company":
            companies = Company.objects.order_by("tree_id", "lft")
            kwargs["queryset"] = (
                companies if request.user.is_superuser else companies.filter(pk=current_scope().active)
            )
            kwargs["initial"] = current_scope().active
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "roles":
            kwargs["queryset"] = administration.roles_to_give(request.user)  # type: ignore[arg-type]
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("erp.view_membership"))


class PasswordState(ReadOnlyPasswordHashWidget):
    """Says that there is a password and leads to setting another; how it is kept is nobody's business."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        said = (
            _("Set; nobody can read it.")
            if is_password_usable(value)
            else _("None: nobody can sign in with it.")
        )
        return format_html(
            '<span class="readonly me-3">{}</span> <a class="button" role="button" href="../password/">{}</a>',
            said,
            _("Set another"),
        )


class AccountForm(UserChangeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "password" in self.fields:
            self.fields["password"].widget = PasswordState()
            self.fields["password"].help_text = ""


@admin.register(User)
class UserAdmin(ScopedAdmin, DjangoUserAdmin):
    form = AccountForm
    section, icon, order = "people", "users", 1
    hint = _("Who signs in, where, with which roles")
    list_display = ("username", "full_name", "email", "companies", "is_active", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    filter_horizontal = ()
    inlines = (MembershipInline,)
    readonly_fields = ("last_login", "date_joined")
    actions = ("end_waits", "remove_second_factors")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": (("first_name", "last_name"), "email", "language")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser", ("last_login", "date_joined"))}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", ("first_name", "last_name"), "email", "language")}),
        (_("Password"), {"fields": ("usable_password", "password1", "password2")}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """Who shares a company with the administrator; row security shows no other membership."""
        everyone = super().get_queryset(request).prefetch_related("memberships__company")
        if request.user.is_superuser:
            return everyone
        return everyone.filter(pk__in=Membership.objects.values("user"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (
            obj is None or administration.manages(request.user, obj)  # type: ignore[arg-type]
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People who left are made inactive: the log goes on naming them."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        readonly = super().get_readonly_fields(request, obj)
        return readonly if request.user.is_superuser else (*readonly, "is_staff", "is_superuser")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        shown = [name for name in form.changed_data if "password" not in name]
        before = {name: form.initial.get(name) for name in shown} if change else {}
        admin.ModelAdmin.save_model(self, request, obj, form, change)
        administration.log_account(
            obj,
            "update" if change else "create",
            before,
            {name: form.cleaned_data.get(name) for name in shown},
        )

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        person = self.get_object(request, id)
        response: HttpResponse = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302 and person is not None:
            administration.log_account(person, "password", {}, {})
        return response

    @admin.display(description=_("name"), ordering="last_name")
    def full_name(self, person: User) -> str:
        return person.get_full_name()

    @admin.display(description=_("companies"))
    def companies(self, person: User) -> SafeString | str:
        if person.is_superuser:
            return str(_("all, as administrator of the group"))
        return ", ".join(membership.company.name for membership in person.memberships.all())

    @admin.action(description=_("Let them sign in again now"), permissions=["change"])
    def end_waits(self, request: HttpRequest, people: Any) -> None:
        managed = [person for person in people if self.has_change_permission(request, person)]
        administration.end_waits(managed)
        self.message_user(request, _("They need not wait any longer."), messages.SUCCESS)

    @admin.action(description=_("Remove the second factor (phone lost)"), permissions=["change"])
    def remove_second_factors(self, request: HttpRequest, people: Any) -> None:
        managed = [person for person in people if self.has_change_permission(request, person)]
        for person in managed:
            second_factor.remove_second_factor(person)
        self.message_user(
            request,
            _("Signing in asks for the password alone now: %(people)s")
            % {"people": ", ".join(map(str, managed)) or "–"},
            messages.SUCCESS,
        )


class RightPicker(forms.SelectMultiple):
    """All rights in words: a row for each kind of record, a box for each right over it."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = {str(pk) for pk in value or ()}
        apps: dict[str, list[dict[str, Any]]] = {}
        for group in right_groups():
            rights = [
                {"pk": right.pk, "said": said, "is_chosen": str(right.pk) in chosen}
                for right, said in group.rights
            ]
            apps.setdefault(group.app, []).append({"model": group.model, "rights": rights})
        summary = [
            {
                "app": app,
                "rows": rows,
                "chosen": sum(right["is_chosen"] for row in rows for right in row["rights"]),
            }
            for app, rows in apps.items()
        ]
        return render_to_string("admin/widgets/right_picker.html", {"name": name, "apps": summary})


@admin.register(Role)
class RoleAdmin(ScopedAdmin):
    """Roles hold in every company, so only administrators of the group change them."""

    section, icon, order = "people", "id-badge-2", 2
    hint = _("Sets of rights that memberships give")
    list_display = ("name", "right_count", "member_count")
    search_fields = ("name",)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "permissions" and field is not None:
            field.widget = RightPicker()
            field.widget.choices = ()
        return field

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("permissions", "membership_set")

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (
            ("name", "permissions")
            if self.has_change_permission(request, obj)
            else ("name", "rights_in_words")
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if self.has_change_permission(request, obj) else ("name", "rights_in_words")

    @admin.display(description=_("rights"))
    def right_count(self, role: Role) -> int:
        return len(role.permissions.all())

    @admin.display(description=_("members in view"))
    def member_count(self, role: Role) -> int:
        return len(role.membership_set.all())

    @admin.display(description=_("rights"))
    def rights_in_words(self, role: Role) -> SafeString:
        own = set(role.permissions.values_list("pk", flat=True))
        rows = [
            {
                "model": f"{group.app} · {group.model}",
                "rights": [said for right, said in group.rights if right.pk in own],
            }
            for group in right_groups()
        ]
        return render_to_string("admin/widgets/rights.html", {"rows": [row for row in rows if row["rights"]]})


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    section, icon, order = "people", "key", 3
    hint = _("Programs that act in somebody's name")
    list_display = ("name", "prefix", "user", "company_names", "last_used_at", "expires_at", "revoked_at")
    list_select_related = ("user",)
    search_fields = ("name", "prefix", "user__username")
    exclude = ("digest",)
    actions = ("revoke",)

    @admin.display(description=_("companies"))
    def company_names(self, token: ApiToken) -> str:
        names = dict(Company.objects.filter(pk__in=token.companies).values_list("pk", "name"))
        return ", ".join(names.get(pk, str(pk)) for pk in token.companies)

    @admin.action(description=_("Revoke"), permissions=["view"])
    def revoke(self, request: HttpRequest, found: Any) -> None:
        tokens.revoke_tokens(list(found))
        self.message_user(request, _("These tokens no longer open anything."), messages.SUCCESS)
