"""What people look after themselves: name, password, second factor, API tokens."""

import base64
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import password_validation, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp import login as second_factor_login

from erp.errors import DomainError
from erp.models import ApiToken, Company, User
from erp.permission_names import grouped_permissions
from erp.qr_code import qr_code
from erp.services import people, second_factor, tokens


class IdentityForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["first_name", "last_name", "email"]


class PasswordForm(PasswordChangeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].widget.attrs.pop("autofocus", None)
        self.fields["new_password1"].help_text = password_validation.password_validators_help_text_html()


def styled(form: forms.BaseForm) -> Any:
    """`form` with the classes of our inputs, and of those that have an error."""
    for name, field in form.fields.items():
        kind = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
        if not isinstance(field.widget, forms.CheckboxSelectMultiple):
            field.widget.attrs["class"] = (
                f"{kind} is-invalid" if form.is_bound and name in form.errors else kind
            )
    return form


def profile(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = IdentityForm(request.POST or None, instance=User.objects.get(pk=user.pk) if request.POST else user)
    if request.method == "POST" and form.is_valid():
        people.change_identity(user, **form.cleaned_data)
        messages.success(request, _("Your profile is kept."))
        return redirect("profile")
    found = {
        "form": styled(form),
        "tab": "profile",
        "memberships": memberships(request),
    }
    return render(request, "erp/profile.html", found, status=422 if form.errors else 200)


def memberships(request: HttpRequest) -> list[tuple[Company, str]]:
    """Each company of the person with the names of the roles held there. The scope may show fewer companies than that,
    so their names come from the frame."""
    roles = {
        membership.company_id: ", ".join(role.name for role in membership.roles.all())
        for membership in request.user.memberships.prefetch_related("roles")  # type: ignore[union-attr]
    }
    companies = request.companies  # type: ignore[attr-defined]
    return [(company, roles[pk]) for pk, company in companies.items() if pk in roles]


@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        people.change_password(request.user, form.cleaned_data["new_password1"])  # type: ignore[arg-type]
        update_session_auth_hash(request, request.user)  # type: ignore[arg-type]
        messages.success(request, _("Your password is changed. Other devices must sign in again."))
        return redirect("password")
    return render(
        request,
        "erp/password.html",
        {"form": styled(form), "tab": "password"},
        status=422 if form.errors else 200,
    )


@method_decorator(never_cache, name="dispatch")
class SecondFactorSetUp(View):
    """Adds, confirms and removes the second factor of who is signed in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        step = request.POST.get("step")
        try:
            if step == "confirm":
                device, codes = second_factor.confirm_set_up(user, request.POST.get("token", ""))
                request.session.cycle_key()
                second_factor_login(request, device)
                return self.show_codes(request, codes)
            if step == "codes":
                second_factor.verify(user, request.POST.get("token", ""))
                return self.show_codes(request, second_factor.renew_backup_codes(user))
            if step == "remove":
                second_factor.verify(user, request.POST.get("token", ""))
                second_factor.remove_second_factor(user)
                messages.success(request, _("Signing in asks for your password alone now."))
        except DomainError as error:
            return self.show(request, {"error": error.message, "failed_step": step}, status=422)
        return redirect("second_factor_set_up")

    @staticmethod
    def show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
        return render(request, "erp/backup_codes.html", {"codes": codes, "tab": "second_factor"})

    @staticmethod
    def show(request: HttpRequest, more: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
        user: Any = request.user
        found: dict[str, Any] = {"tab": "second_factor", "is_on": second_factor.has_second_factor(user)}
        if found["is_on"]:
            found["codes_left"] = second_factor.backup_codes_left(user)
            found["is_required"] = second_factor.must_have_second_factor(user)
        else:
            device = second_factor.start_set_up(user)
            secret = base64.b32encode(device.bin_key).decode()
            found |= {
                "picture": qr_code(device.config_url),
                "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
                "is_required": second_factor.must_have_second_factor(user),
            }
        return render(request, "erp/second_factor_set_up.html", found | (more or {}), status=status)


class TokenForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("What will use it: “Web shop”, “Till of Lyon”."),
    )
    companies = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Companies"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one company.")},
    )
    rights = forms.MultipleChoiceField(
        label=gettext_lazy("Rights"),
        required=False,
        help_text=gettext_lazy(
            "Choose only what the program needs. None chosen: everything you may do yourself."
        ),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Valid for"),
        coerce=int,
        initial=365,
        choices=[
            (30, gettext_lazy("30 days")),
            (90, gettext_lazy("90 days")),
            (365, gettext_lazy("1 year")),
            (0, gettext_lazy("Until revoked")),
        ],
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        companies = request.companies  # type: ignore[attr-defined]
        self.fields["companies"].choices = [(pk, company.name) for pk, company in companies.items()]  # type: ignore[attr-defined]
        if len(companies) == 1:
            self.fields["companies"].initial = list(companies)
        self.fields["rights"].choices = grouped_permissions(request.user)  # type: ignore[attr-defined]
        self.fields["rights"].widget.attrs |= {"data-rights": "", "size": 12}


@never_cache
def token_list(request: HttpRequest) -> HttpResponse:
    form = TokenForm(request, request.POST or None)
    plain = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            _token, plain = tokens.issue_token(
                request.user,  # type: ignore[arg-type]
                given["name"],
                given["companies"],
                given["rights"],
                tokens.expiry(given["days"]),
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            form = TokenForm(request)
    found = {
        "tab": "tokens",
        "form": styled(form),
        "plain": plain,
        "tokens": ApiToken.objects.filter(user=request.user),  # type: ignore[misc]
        "names": {pk: company.name for pk, company in request.companies.items()},  # type: ignore[attr-defined]
    }
    return render(request, "erp/tokens.html", found, status=422 if form.errors else 200)


@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=pk, user=request.user)
    tokens.revoke_tokens([token])
    messages.success(request, _("The token “%(name)s” no longer opens anything.") % {"name": token.name})
    return redirect("tokens")
