"""How a company declares VAT; registered for OSS, it gets the rates of the other states."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from accounting.choices import TaxTreatment
from accounting.models import Account, Tax, VatSettings
from accounting.selectors.chart import accounts_by_code
from accounting.selectors.fiscal_positions import country_of
from accounting.services.charts import CHARTS
from accounting.vat.rates import Rate, rates
from accounting.vat.territories import MEMBER_STATES, NORTHERN_IRELAND
from catalog.models import TaxCategory
from erp.models import Company, Country
from erp.services.records import RecordChange, RecordDraft, create_records, update_records

OSS_MARKETS = MEMBER_STATES | {NORTHERN_IRELAND}


def create_settings(drafts: Sequence[RecordDraft]) -> list[VatSettings]:
    """As `create_records`; a company registered for OSS gets its rates. Raises "account.unknown" too."""
    with transaction.atomic():
        settings = create_records(drafts)
        install_oss_taxes(settings)
    return settings


def update_settings(changes: Sequence[RecordChange]) -> list[VatSettings]:
    """As `update_records`; a company registered for OSS gets its rates. Raises "account.unknown" too."""
    with transaction.atomic():
        settings: list[VatSettings] = update_records(changes)
        install_oss_taxes(settings)
    return settings


def install_oss_taxes(settings: Iterable[VatSettings]) -> None:
    """The rates of all other states for companies registered for OSS; those they have stay as they are."""
    registered = [one.company_id for one in settings if one.oss_since is not None]
    if not registered:
        return
    companies = [
        company for company in Company.objects.filter(pk__in=registered) if company.country_id in CHARTS
    ]
    accounts = accounts_by_code((company.pk, CHARTS[company.country_id].oss_account) for company in companies)
    categories = {category.code: category for category in TaxCategory.objects.all()}
    countries = Country.objects.in_bulk()
    Tax.objects.bulk_create(
        [
            _tax(company, rate, categories[rate.category], countries[country_of(rate.market)], account)
            for company in companies
            for account in [accounts[company.pk, CHARTS[company.country_id].oss_account]]
            for rate in rates()
            if rate.market in OSS_MARKETS and rate.market != company.country_id
        ],
        ignore_conflicts=True,
    )


def _tax(company: Company, rate: Rate, category: TaxCategory, country: Country, account: Account) -> Tax:
    """Codes are told apart by what a state changes: OSS-EE-24, OSS-PT30-12."""
    percent = f"{rate.percent.normalize():f}"
    kind = "" if rate.category == "standard" else f"-{rate.category[0].upper()}"
    return Tax(
        company=company,
        code=f"OSS-{rate.market}{rate.zone}-{percent}{kind}",
        name=f"TVA {percent.replace('.', ',')} % {country.name_fr}{f' ({rate.zone})' if rate.zone else ''}, OSS"[
            :80
        ],
        percent=rate.percent,
        tax_category=category,
        country=country,
        zone=rate.zone,
        treatment=TaxTreatment.OSS,
        starts_on=rate.starts_on,
        ends_on=rate.ends_on,
        sale_account=account,
    )
