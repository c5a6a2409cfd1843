"""What other packages bring to the admin site: some of it left out, the rest put in its place."""

from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.admin import AdminSite
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

# Roles take the place of groups; second factors are removed on the user, never read or added by somebody else.
LEFT_OUT = (Group, StaticDevice, TOTPDevice, AccessFailureLog, AccessLog, ClockedSchedule, SolarSchedule)
PLACED = (
    (AccessAttempt, "people", "lock-exclamation", _("Failed sign-ins; delete one to end its wait")),
    (PeriodicTask, "background", "clock-play", _("What runs when")),
    (IntervalSchedule, "background", "repeat", ""),
    (CrontabSchedule, "background", "calendar-time", ""),
)


def arrange(site: AdminSite) -> None:
    for model in LEFT_OUT:
        if site.is_registered(model):
            site.unregister(model)
    for model, section, icon, hint in PLACED:
        registered: Any = site.get_model_admin(model)
        registered.section, registered.icon, registered.hint = section, icon, hint
