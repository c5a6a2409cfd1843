"""Signing in and out: password, then the second factor of those who have one.

Until both are proven nobody is signed in: the session only remembers, for five minutes, whose second factor it waits for.
"""

import math
import time
from typing import Any

from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp import login as second_factor_login

from erp.errors import DomainError
from erp.models import User
from erp.services import second_factor

PENDING = "pending_sign_in"
PENDING_SECONDS = 5 * 60
PENDING_ATTEMPTS = 8


def safe_next(request: HttpRequest, default: str = "") -> str:
    """Where the request wants to go on, if that is a page of this site."""
    wanted = request.POST.get("next") or request.GET.get(REDIRECT_FIELD_NAME) or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return default


class SignInForm(AuthenticationForm):
    """Django's, which checks the password even of unknown names so that the time tells nothing."""

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].widget.attrs |= {"class": "form-control", "autocomplete": "username"}
        self.fields["password"].widget.attrs |= {"class": "form-control"}


@method_decorator([login_not_required, never_cache, sensitive_post_parameters("password")], name="dispatch")
class LoginView(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect(safe_next(request, resolve_url(settings.LOGIN_REDIRECT_URL)))
        return self.show(request, SignInForm(request))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SignInForm(request, request.POST)
        if not form.is_valid():
            return self.show(request, form, status=422)
        user: User = form.get_user()
        if second_factor.has_second_factor(user):
            request.session.cycle_key()
            request.session[PENDING] = {
                "user": user.pk,
                "backend": user.backend,
                "hash": user.get_session_auth_hash(),
                "until": time.time() + PENDING_SECONDS,
                "attempts": 0,
                "next": safe_next(request),
            }
            return redirect("second_factor")
        login(request, user)
        return redirect(safe_next(request, resolve_url(settings.LOGIN_REDIRECT_URL)))

    def show(self, request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
        return render(request, "erp/login.html", {"form": form, "next": safe_next(request)}, status=status)


@method_decorator([login_not_required, never_cache, sensitive_post_parameters("token")], name="dispatch")
class SecondFactorView(View):
    """Asks for the digits: of who has just given the password, or of who is signed in by the password alone."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.person(request) is None:
            return redirect("login")
        return render(request, "erp/second_factor.html")

    def post(self, request: HttpRequest) -> HttpResponse:
        user = self.person(request)
        if user is None:
            return redirect("login")
        try:
            device = second_factor.verify(user, request.POST.get("token", ""))
        except DomainError as error:
            if self.give_up(request):
                return redirect("login")
            return render(request, "erp/second_factor.html", {"error": error.message}, status=422)
        pending = request.session.pop(PENDING, None)
        if pending:
            login(request, user, backend=pending["backend"])
        else:
            request.session.cycle_key()
        second_factor_login(request, device)
        wanted = (pending or {}).get("next") or safe_next(request)
        return redirect(wanted or resolve_url(settings.LOGIN_REDIRECT_URL))

    @staticmethod
    def person(request: HttpRequest) -> User | None:
        if request.user.is_authenticated:
            user: Any = request.user
            return None if user.is_verified() else user
        pending = request.session.get(PENDING)
        if not pending or pending["until"] < time.time():
            request.session.pop(PENDING, None)
            return None
        user = User.objects.filter(pk=pending["user"], is_active=True).first()
        # A password changed meanwhile voids the half-finished sign-in.
        return user if user is not None and user.get_session_auth_hash() == pending["hash"] else None

    @staticmethod
    def give_up(request: HttpRequest) -> bool:
        pending = request.session.get(PENDING)
        if not pending:
            return False
        pending["attempts"] += 1
        request.session[PENDING] = pending
        if pending["attempts"] >= PENDING_ATTEMPTS:
            del request.session[PENDING]
            return True
        return False


@require_POST
@login_not_required
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("login")


@require_POST
@login_not_required
def choose_language(request: HttpRequest) -> HttpResponse:
    """The language of the pages before sign-in, remembered in a cookie."""
    response = HttpResponseRedirect(safe_next(request, resolve_url("login")))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax", httponly=True
        )
    return response


def locked_out(request: HttpRequest, _response: Any, _credentials: Any) -> HttpResponse:
    """What django-axes answers after too many failures: says how long to wait, and nothing about the name."""
    pause = get_cool_off(request)
    minutes = math.ceil(pause.total_seconds() / 60) if pause else 0
    response = render(request, "erp/locked_out.html", {"minutes": minutes}, status=429)
    if minutes:
        response.headers["Retry-After"] = str(minutes * 60)
    return response
