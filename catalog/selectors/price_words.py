"""How a price came about, in words: the steps of `catalog.pricing` for people."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.choices import RoundingChoice
from catalog.price_values import PassedOver, Price, Step
from erp.crud.cells import exact_moment, money_text, number

TARGETS = {
    "variant": gettext_lazy("the row of this very article"),
    "product": gettext_lazy("the row of its product"),
    "category": gettext_lazy("the row of its category"),
    "everything": gettext_lazy("the row for everything"),
}
REASONS = {
    "inactive": gettext_lazy("the list is not active"),
    "currency": gettext_lazy("the list is in %(currency)s"),
    "later": gettext_lazy("a list before it has the price already"),
    "no_row": gettext_lazy("no row of the list is for this article"),
    "row_dates": gettext_lazy("its rows for this article are not valid on that day"),
    "quantity": gettext_lazy("its price begins at a quantity of %(least)s"),
    "no_cost": gettext_lazy("the cost of the article is not known"),
    "no_base": gettext_lazy("the list it leans on, “%(name)s”, has no price for it"),
    "no_rate": gettext_lazy("no exchange rate of %(currency)s is known"),
    "no_tax": gettext_lazy("no tax rate of the company fits the article"),
    "too_deep": gettext_lazy("its lists lean on each other without end"),
    "other_customer": gettext_lazy("it is for another customer"),
    "other_group": gettext_lazy("it is for a group that the customer is not in"),
    "other_channel": gettext_lazy("it is for another channel"),
    "assignment_dates": gettext_lazy("it is not given to them on that day"),
}


def step_words(step: Step, currency: str) -> str:
    """One step as a sentence, without what it came to."""
    if step.kind in SAID:
        return SAID[step.kind](step.params, currency)
    return str(PLAIN.get(step.kind, step.kind)) % dict(step.params)


def _list(params: Mapping[str, Any], currency: str) -> str:
    if params.get("label"):
        return _("Price list “%(name)s”, %(why)s") % {"name": params["name"], "why": params["label"]}
    return _("Price list “%(name)s”") % {"name": params["name"]}


def _row(params: Mapping[str, Any], currency: str) -> str:
    target = TARGETS[params["target"]]
    if not params["from_quantity"]:
        return _("Holds: %(target)s") % {"target": target}
    said = {"target": target, "quantity": number(params["from_quantity"])}
    return _("Holds: %(target)s, from a quantity of %(quantity)s") % said


def _tax(params: Mapping[str, Any], currency: str) -> str:
    said = _("Plus %(percent)s %% tax") if params["adds"] else _("Less %(percent)s %% tax")
    return said % {"percent": number(params["percent"])}


def _percent(params: Mapping[str, Any], currency: str) -> str:
    return _("Formula: %(percent)s %%") % {"percent": _signed(params["percent"])}


def _amount(params: Mapping[str, Any], currency: str) -> str:
    amount = params["amount"]
    return _("Formula: %(amount)s") % {"amount": f"{_sign(amount)}{money_text(abs(amount), currency)}"}


def _rounding(params: Mapping[str, Any], currency: str) -> str:
    return _("Rounded: %(to)s") % {"to": RoundingChoice(params["to"]).label}


def _margin(params: Mapping[str, Any], currency: str) -> str:
    return _("Lifted to the least margin of %(percent)s %% (cost %(cost)s)") % {
        "percent": number(params["percent"]),
        "cost": money_text(params["cost"]),
    }


def _margin_unknown(params: Mapping[str, Any], currency: str) -> str:
    return _("Least margin of %(percent)s %%: not checked, the cost is not known") % {
        "percent": number(params["percent"])
    }


SAID: dict[str, Callable[[Mapping[str, Any], str], str]] = {
    "list": _list,
    "row": _row,
    "tax": _tax,
    "percent": _percent,
    "amount": _amount,
    "rounding": _rounding,
    "margin": _margin,
    "margin_unknown": _margin_unknown,
}
PLAIN = {
    "base_list": gettext_lazy("Price in the list “%(name)s”"),
    "converted": gettext_lazy("Converted from %(from)s to %(to)s"),
    "fixed": gettext_lazy("Fixed price of the row"),
    "cost": gettext_lazy("Average cost"),
    "catalogue": gettext_lazy("Price of the catalogue, net"),
    "no_price": gettext_lazy(
        "The catalogue has no price in %(currency)s: add a row to a list in that currency."
    ),
    "unknown_article": gettext_lazy("This article does not exist here."),
}


def passed_words(passed: PassedOver) -> str:
    """Why a list did not give the price."""
    params: Mapping[str, Any] = passed.params
    if passed.reason == "dates":
        first, last = params.get("from"), params.get("until")
        if first and last:
            return _("valid from %(from)s to %(until)s") % {
                "from": exact_moment(first),
                "until": exact_moment(last),
            }
        if first:
            return _("valid from %(from)s on") % {"from": exact_moment(first)}
        return _("valid until %(until)s") % {"until": exact_moment(last)} if last else ""
    said = {key: number(value) if isinstance(value, Decimal) else value for key, value in params.items()}
    return str(REASONS.get(passed.reason, passed.reason)) % said


def explanation(price: Price) -> dict[str, Any]:
    """A price with its steps and the lists passed over, as plain data: for the API and for whoever keeps it."""
    return {
        "variant": price.request.variant_id,
        "currency": price.currency,
        "net": _text(price.net),
        "gross": _text(price.gross),
        "tax_percent": _text(price.tax_percent),
        "includes_tax": price.includes_tax,
        "list": price.list_id,
        "row": price.row_id,
        "steps": [
            {"kind": step.kind, "amount": _text(step.amount), "text": step_words(step, price.currency)}
            for step in price.steps
        ],
        "passed_over": [
            {
                "list": passed.list_id,
                "name": passed.name,
                "reason": passed.reason,
                "text": passed_words(passed),
            }
            for passed in price.passed_over
        ],
    }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"


def _sign(amount: Decimal) -> str:
    return "−" if amount < 0 else "+"


def _signed(amount: Decimal) -> str:
    return f"{_sign(amount)}{number(abs(amount))}"
