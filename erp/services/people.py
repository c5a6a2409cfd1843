"""What people set for themselves: language, look, name, password, favourites. Not the business's: no history is kept,
except of passwords and of what others see."""

from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from erp.changelog import Change, difference, log_changes
from erp.choices import Language, Theme
from erp.errors import DomainError
from erp.models import Favourite, User

MAX_FAVOURITES = 20


def set_preferences(
    user: User, *, language: str | None = None, theme: str | None = None, is_dense: bool | None = None
) -> None:
    """Keep how `user` likes to see the product; what is None stays as it was."""
    if language is not None and language not in Language.values:
        raise DomainError("preferences.language", _("Choose one of the languages offered."), "language")
    if theme is not None and theme not in Theme.values:
        raise DomainError("preferences.theme", _("Choose one of the themes offered."), "theme")
    wanted = {"language": language, "theme": theme, "is_dense": is_dense}
    changes: dict[str, Any] = {name: value for name, value in wanted.items() if value is not None}
    if changes:
        User.objects.filter(pk=user.pk).update(**changes)
        for name, value in changes.items():
            setattr(user, name, value)


@transaction.atomic
def change_identity(user: User, *, first_name: str, last_name: str, email: str) -> None:
    """Change how others see `user`."""
    before = {name: getattr(user, name) for name in ("first_name", "last_name", "email")}
    user.first_name, user.last_name, user.email = first_name, last_name, email
    user.save(update_fields=["first_name", "last_name", "email"])
    old, new = difference(before, {name: getattr(user, name) for name in before})
    if new:
        log_changes([Change(user, "change", before=old, after=new)])


@transaction.atomic
def change_password(user: User, password: str) -> None:
    """Set a password that the validators have accepted. Every other session of the person ends with it."""
    user.set_password(password)
    user.save(update_fields=["password"])
    log_changes([Change(user, "password")])


@transaction.atomic
def toggle_favourite(user: User, *, url: str, label: str) -> bool:
    """Keep the screen at `url` in the menu of `user`, or take it away; whether it is kept now.

    `url` is an address of this site without its host.
    """
    parts = urlsplit(url)
    if parts.scheme or parts.netloc or not url.startswith("/") or url.startswith("//") or len(url) > 300:
        raise DomainError("favourite.address", _("Only screens of this site can be kept in the menu."), "url")
    removed, _rows = Favourite.objects.filter(user=user, url=url).delete()
    if removed:
        return False
    kept = Favourite.objects.filter(user=user)
    if kept.count() >= MAX_FAVOURITES:
        raise DomainError(
            "favourite.many",
            _("The menu holds %(limit)d favourites. Take one away first."),
            params={"limit": MAX_FAVOURITES},
        )
    last = kept.aggregate(last=Max("position"))["last"] or 0
    Favourite.objects.create(user=user, url=url, label=(label.strip() or url)[:80], position=last + 1)
    return True
