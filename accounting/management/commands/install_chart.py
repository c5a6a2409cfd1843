"""`manage.py install_chart CODE`: give a company the chart of accounts of its country."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounting.services.charts import install_chart
from erp.errors import DomainError
from erp.models import Company
from erp.scope import system_scope


class Command(BaseCommand):
    help = "Accounts, journals, taxes, means of payment and fiscal years of a company. Can be run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("company", help="the company's code")
        parser.add_argument(
            "--first-year", type=int, help="the first calendar year to open (default: this one)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with system_scope(source="command"):
            company = Company.objects.filter(code=options["company"]).first()
            if company is None:
                raise CommandError(f"There is no company with the code {options['company']}.")
            try:
                install_chart(company, first_year=options["first_year"])
            except DomainError as refusal:
                raise CommandError(refusal.message) from refusal
        self.stdout.write(f"{company}: chart installed.")
