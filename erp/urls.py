"""Addresses of the site."""

from django.contrib import admin
from django.urls import include, path

from erp.crud.urls import urlpatterns as resource_screens
from erp.views import errors, health, home, palette, profile, session, switcher

frame = [
    path("", home.home, name="home"),
    path("healthz", health.health, name="health"),
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

urlpatterns = [path("admin/", admin.site.urls), path("", include(frame)), *resource_screens]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
