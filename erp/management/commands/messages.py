"""`manage.py messages`: keep each app's French catalogue in step with its code and templates."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from enmerkar.extract import extract_django

from erp import catalogues

KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATES = {".html", ".txt", ".xml", ".svg"}
LITERAL_PERCENT = re.compile(r"%(?!\()")


class Command(BaseCommand):
    help = "Extracts the strings to translate, merges them into each app's French catalogue and compiles it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("apps", nargs="*", help="only these apps (all, when none is named)")
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail when a translation is wanting"
        )
        parser.add_argument("--compile", action="store_true", help="only compile what is there")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["compile"]:
            self._compile()
            return
        found: list[catalogues.Problem] = []
        for app in options["apps"] or _apps():
            template = _template(app)
            path = catalogues.catalogue_path(app)
            catalogue = catalogues.read(path)
            if not options["check"] and (path.exists() or len(template)):
                catalogue = catalogues.merge(catalogue, template)
                catalogues.write(path, catalogue)
            found += catalogues.problems(path, catalogue, template)
        for problem in found:
            self.stdout.write(str(problem))
        if options["check"]:
            if found:
                raise CommandError(f"{len(found)} strings are not ready in French.")
            return
        self._compile()

    def _compile(self) -> None:
        for path in catalogues.compile_all():
            self.stdout.write(f"compiled {path.relative_to(catalogues.ROOT)}")


def _apps() -> list[str]:
    """Our apps; those of others bring their own catalogues."""
    return sorted(
        config.name for config in apps.get_app_configs() if Path(config.path).parent == catalogues.ROOT
    )


def _template(app: str) -> Catalog:
    """Every string of an app's code and templates; the templates outside all apps are the kernel's."""
    catalogue = Catalog()
    folders = [catalogues.ROOT / app, *([catalogues.ROOT / "templates"] if app == "erp" else [])]
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        method: Any = None
        if path.suffix == ".py":
            method = "python"
        elif path.suffix in TEMPLATES and "templates" in path.parts:
            method = _extract_from_template
        if method is not None:
            with path.open("rb") as file:
                strings = list(
                    extract(
                        method,
                        file,
                        keywords=KEYWORDS,
                        comment_tags=["Translators:"],
                        options={"encoding": "utf-8"},
                    )
                )
            for line, text, comments, context in strings:
                location = (str(path.relative_to(catalogues.ROOT)), line)
                catalogue.add(text, locations=[location], auto_comments=comments, context=context)
    return catalogue


def _extract_from_template(
    file: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[Any, ...]]:
    """As enmerkar finds them, with a literal percent sign doubled: that is the form in which Django looks them up."""

    def doubled(text: Any) -> Any:
        return (
            LITERAL_PERCENT.sub("%%", text)
            if isinstance(text, str)
            else type(text)(doubled(part) for part in text)
        )

    for line, function, text, comments in extract_django(file, keywords, comment_tags, options):
        yield line, function, doubled(text), comments
