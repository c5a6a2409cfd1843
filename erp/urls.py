"""Addresses of the site."""

from importlib.util import find_spec

from django.apps import apps
from django.contrib import admin
from django.urls import include, path

from erp.api.urls import schema_urlpatterns
from erp.apps import HOUSE
from erp.crud.urls import urlpatterns as resource_screens
from erp.views import attachments, errors, health, home, palette, profile, session, switcher

frame = [
    path("", home.home, name="home"),
    path("home/charts/", home.charts, name="home_charts"),
    path("healthz", health.health, name="health"),
    path("attachments/<int:pk>/", attachments.attachment, name="attachment"),
    path("search/", palette.palette, name="palette"),
    path("company/", switcher.switch_company, name="switch_company"),
    path("favourites/", switcher.favourite, name="favourite"),
    path("running/", switcher.jobs, name="jobs"),
    path("preferences/", switcher.preferences, name="preferences"),
    path("language/", session.choose_language, name="language"),
    path("login/", session.LoginView.as_view(), name="login"),
    path("login/code/", session.SecondFactorView.as_view(), name="second_factor"),
    path("logout/", session.sign_out, name="logout"),
    path("profile/", profile.profile, name="profile"),
    path("profile/password/", profile.password, name="password"),
    path("profile/second-factor/", profile.SecondFactorSetUp.as_view(), name="second_factor_set_up"),
    path("profile/tokens/", profile.token_list, name="tokens"),
    path("profile/tokens/<int:pk>/revoke/", profile.revoke_token, name="token_revoke"),
]

# Screens that no resource declares: an app's own `urls.py`, where it has one.
own_screens = [
    path("", include(f"{app}.urls"))
    for app in HOUSE
    if app != "erp" and apps.is_installed(app) and find_spec(f"{app}.urls")
]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include(frame)),
    *own_screens,
    *resource_screens,
    path("api/v1/", include("erp.api.urls")),
    path("api/", include(schema_urlpatterns)),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
