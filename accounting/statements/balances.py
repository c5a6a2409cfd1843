"""Does a statement add up? The same question for every format."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from accounting.statements.messages import Notice, gettext_noop
from accounting.statements.types import ParsedLine


def balance_difference(
    opening: Decimal | None, closing: Decimal | None, lines: Iterable[ParsedLine], currency: str
) -> Decimal | None:
    """Closing balance less (opening balance plus the lines in that currency).

    None when a balance is missing.
    """
    if opening is None or closing is None:
        return None
    return closing - opening - sum((line.amount for line in lines if line.currency == currency), Decimal(0))


def are_reversals_mirrored(difference: Decimal | None, lines: Iterable[ParsedLine], currency: str) -> bool:
    """Whether the balances prove that the bank gives its reversals the sign of what they reverse.

    True when turning the sign of every reversal makes a statement add up that otherwise does not.
    """
    reversed_total = sum(
        (line.amount for line in lines if line.is_reversal and line.currency == currency), Decimal(0)
    )
    return bool(difference) and reversed_total != 0 and difference == -2 * reversed_total


def balance_notices(
    opening: Decimal | None, closing: Decimal | None, difference: Decimal | None, currency: str
) -> list[Notice]:
    """What to tell a person about the balances of an account statement."""
    notices = []
    if opening is None:
        notices.append(
            Notice(
                "balance.no_opening",
                gettext_noop("The statement has no opening balance; it cannot be proved."),
            )
        )
    if closing is None:
        notices.append(
            Notice(
                "balance.no_closing",
                gettext_noop("The statement has no closing balance; it cannot be proved."),
            )
        )
    if difference:
        notices.append(
            Notice(
                "balance.difference",
                gettext_noop(
                    "The statement does not add up: opening balance %(opening)s plus its lines is "
                    "%(computed)s, the bank's closing balance is %(closing)s; the difference is "
                    "%(difference)s %(currency)s."
                ),
                {
                    "opening": opening,
                    "computed": (closing or Decimal(0)) - difference,
                    "closing": closing,
                    "difference": difference,
                    "currency": currency,
                },
            )
        )
    return notices


def turn_mirrored(
    opening: Decimal | None, closing: Decimal | None, lines: Sequence[ParsedLine], currency: str
) -> tuple[tuple[ParsedLine, ...], Decimal | None, list[Notice]]:
    """The lines with the signs that the balances prove, the difference that is left, and what to tell of it."""
    difference = balance_difference(opening, closing, lines, currency)
    if not are_reversals_mirrored(difference, lines, currency):
        return tuple(lines), difference, []
    turned = tuple(replace(line, amount=-line.amount) if line.is_reversal else line for line in lines)
    return turned, balance_difference(opening, closing, turned, currency), [mirrored_notice(turned)]


def mirrored_notice(lines: Iterable[ParsedLine]) -> Notice:
    return Notice(
        "reversal.mirrored",
        gettext_noop(
            "The balances prove that this bank marks reversals with the sign of what they reverse; "
            "%(count)s lines were turned."
        ),
        {"count": sum(line.is_reversal for line in lines)},
    )
