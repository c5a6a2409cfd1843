"""Extraction, merging and checking of translations."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.core.management import CommandError, call_command
from django.template import Context, Template
from django.utils import translation

from erp import catalogues
from erp.management.commands.messages import _template

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy
confirm = _("Confirm")
pieces = ngettext("%(count)d piece", "%(count)d pieces", 2)
month = pgettext_lazy("date", "May")
"""
TEMPLATE = """{% load i18n %}
{% translate "Ship" %} {% translate "May" context "date" %}
{% blocktranslate trimmed count n=n %}
  {{ n }} order
{% plural %}
  {{ n }} orders
{% endblocktranslate %}
{% blocktranslate trimmed with rate=rate %}
  At {{ rate }} you save 10% of it.
{% endblocktranslate %}
"""


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An app in a repository of its own."""
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    folder = tmp_path / "shop"
    (folder / "templates" / "shop").mkdir(parents=True)
    (folder / "texts.py").write_text(CODE)
    (folder / "templates" / "shop" / "page.html").write_text(TEMPLATE)
    return folder


def translate(app: Path, words: dict[str, str | tuple[str, str]]) -> None:
    path = catalogues.catalogue_path(app.name)
    catalogue = catalogues.read(path)
    for message in catalogue:
        text = message.id if isinstance(message.id, str) else message.id[0]
        if text in words:
            message.string = words[text]
    catalogues.write(path, catalogue)


WORDS: dict[str, str | tuple[str, str]] = {
    "Confirm": "Confirmer",
    "%(count)d piece": ("%(count)d pièce", "%(count)d pièces"),
    "May": "mai",
    "Ship": "Expédier",
    "%(n)s order": ("%(n)s commande", "%(n)s commandes"),
    "At %(rate)s you save 10%% of it.": "À %(rate)s, vous en économisez 10 %%.",
}


def test_every_way_to_mark_a_string_is_found(app: Path) -> None:
    found = {(message.context, message.id) for message in _template("shop") if message.id}
    assert found == {
        (None, "Confirm"),
        (None, ("%(count)d piece", "%(count)d pieces")),
        ("date", "May"),
        (None, "Ship"),
        (None, ("%(n)s order", "%(n)s orders")),
        (None, "At %(rate)s you save 10%% of it."),
    }


def test_what_is_not_translated_fails_the_check_and_what_is_passes(app: Path) -> None:
    with pytest.raises(CommandError, match="6 strings"):
        call_command("messages", "shop", "--check")
    assert not catalogues.catalogue_path("shop").exists()
    call_command("messages", "shop")
    with pytest.raises(CommandError, match="6 strings"):
        call_command("messages", "shop", "--check")
    translate(app, WORDS)
    call_command("messages", "shop", "--check")


@pytest.mark.parametrize(
    ("line", "replacement", "reason"),
    [
        ('msgid "Ship"', '#, fuzzy\nmsgid "Ship"', "fuzzy"),
        ('msgstr "Expédier"', 'msgstr ""', "not translated"),
        ('msgstr[1] "%(count)d pièces"', 'msgstr[1] "%(nombre)d pièces"', "wrong placeholders"),
    ],
)
def test_a_doubtful_translation_fails_the_check(
    app: Path, line: str, replacement: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("messages", "shop")
    translate(app, WORDS)
    path = catalogues.catalogue_path("shop")
    assert line in path.read_text()
    path.write_text(path.read_text().replace(line, replacement))
    with pytest.raises(CommandError):
        call_command("messages", "shop", "--check")
    assert reason in capsys.readouterr().out


def test_a_merge_keeps_translations_and_drops_what_is_no_longer_said(app: Path) -> None:
    call_command("messages", "shop")
    translate(app, WORDS)
    before = catalogues.catalogue_path("shop").read_bytes()
    call_command("messages", "shop")
    assert catalogues.catalogue_path("shop").read_bytes() == before
    (app / "texts.py").write_text('_("Confirm all")\n')
    call_command("messages", "shop")
    catalogue = catalogues.read(catalogues.catalogue_path("shop"))
    assert catalogue.get("Confirm") is None
    added = catalogue.get("Confirm all")
    assert added is not None
    assert not added.string
    ship = catalogue.get("Ship")
    assert ship is not None
    assert ship.string == "Expédier"


def test_compiled_catalogues_are_what_django_reads(app: Path, settings) -> None:
    call_command("messages", "shop")
    translate(app, WORDS)
    compiled = catalogues.compile_all()
    assert [path.name for path in compiled] == ["django.mo"]
    assert catalogues.compile_all() == []
    settings.LOCALE_PATHS = [app / "locale"]
    translation.trans_real._translations.clear()
    try:
        with translation.override("fr"):
            page = Template(TEMPLATE).render(Context({"n": 2, "rate": "5 €"}))
    finally:
        translation.trans_real._translations.clear()
    assert "Expédier mai" in page
    assert "2 commandes" in page
    assert "À 5 €, vous en économisez 10 %." in page


def test_an_app_without_strings_gets_no_catalogue(app: Path) -> None:
    (app / "texts.py").write_text("")
    (app / "templates" / "shop" / "page.html").unlink()
    call_command("messages", "shop")
    assert not catalogues.catalogue_path("shop").exists()
    assert isinstance(catalogues.read(catalogues.catalogue_path("shop")), Catalog)
