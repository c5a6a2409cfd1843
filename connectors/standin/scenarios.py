"""The orders the stand-in shop starts with: one for each thing that makes importing orders hard."""

from dataclasses import dataclass

from connectors.standin.tables import (
    CARRIER_HOME,
    CARRIER_PICKUP,
    CARRIER_POINT,
    STATE_BACKORDER,
    STATE_CANCELLED,
    STATE_CHEQUE,
    STATE_DELIVERED,
    STATE_PAID,
    STATE_REFUSED,
    STATE_SHIPPED,
    STATE_WIRE,
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """An order to place. `age_hours` is how long before the start of the shop it was placed.

    refund         quantity given back of the first line, with a credit note
    wrong_total    cents the shop's totals are off from its lines (a module that meddles with totals does this)
    """

    person: str
    items: tuple[tuple[str, int], ...]
    age_hours: int = 1
    payment: str = "card"
    state: str = STATE_PAID
    vouchers: tuple[str, ...] = ()
    carrier: str = CARRIER_HOME
    is_gift: bool = False
    message: str = ""
    refund: int = 0
    wrong_total: int = 0


SCENARIOS: tuple[Scenario, ...] = (
    # one rate, paid by card, already delivered
    Scenario("1", (("MAI-BOL-GRE", 4),), 235, state=STATE_DELIVERED),
    # all four French rates
    Scenario(
        "2", (("MAI-TAS-DUO", 1), ("PLA-ROM-OFF", 2), ("THE-VER-SEN", 1), ("REV-JAR-046", 3)), 228,
        state=STATE_SHIPPED,
    ),
    # 333 × 0.99: rounding per line, per unit and per total part ways
    Scenario("3", (("JAR-CRA-ETI", 333),), 221),
    # a company with SIRET and VAT number, by bank wire
    Scenario("4", (("MAI-TOR-LIN", 24), ("THE-COF-SIX", 6)), 214, payment="wire", state=STATE_SHIPPED),
    # 10 % on two rates
    Scenario("9", (("MAI-PLA-CHE", 1), ("LIV-CUI-THE", 2)), 206, vouchers=("BIENVENUE10",)),
    # 5 EUR on two rates
    Scenario("1", (("JAR-TRA-MAI", 1), ("EPI-MIE-CHA", 2)), 198, vouchers=("MOINS5",)),
    # free shipping
    Scenario("2", (("MAI-THE-FON", 1),), 190, vouchers=("PORTOFFERT",), payment="paypal"),
    # 15 % and free shipping in one voucher, three rates
    Scenario("3", (("JAR-POT-TER", 3), ("PLA-LAV-VRA", 6), ("EPI-SAB-CIT", 2)), 181, vouchers=("FETE15",)),
    # Germany: 19 and 7 %
    Scenario("5", (("MAI-COU-OFF", 1), ("THE-BLA-PIV", 2)), 173),
    # a German company with VAT number: intra-Community supply without tax
    Scenario("6", (("JAR-SEC-FOR", 5), ("JAR-GAN-CUI", 5)), 166, payment="wire"),
    # Switzerland: export without tax
    Scenario("7", (("MAI-PLD-LAI", 1), ("THE-NOI-BRU", 3)), 158),
    # gift wrapping, delivered to a pick-up point
    Scenario("9", (("MAI-BOU-CIR", 2), ("THE-COF-SIX", 1)), 149, is_gift=True, carrier=CARRIER_POINT),
    # cancelled
    Scenario("1", (("MAI-LAM-BAL", 1),), 141, payment="cheque", state=STATE_CANCELLED),
    # awaiting a bank wire
    Scenario("11", (("MAI-THE-VER", 4), ("THE-VER-SEN", 10)), 133, payment="wire", state=STATE_WIRE),
    # a guest
    Scenario("8", (("EPI-CON-ABR", 3), ("THE-INF-SOI", 1)), 124, payment="paypal"),
    # paid, waiting for stock
    Scenario("2", (("JAR-ARR-ZIN", 12),), 117, state=STATE_BACKORDER),
    # payment refused
    Scenario("3", (("MAI-TAB-COT", 1),), 108, state=STATE_REFUSED),
    # click and collect, no shipping
    Scenario("1", (("PLA-FIG-BLA", 1), ("REV-THE-012", 1)), 99, carrier=CARRIER_PICKUP),
    # awaiting a cheque
    Scenario("9", (("LIV-POT-BAL", 1),), 90, payment="cheque", state=STATE_CHEQUE),
    # totals that do not agree with the lines: must be quarantined
    Scenario("11", (("MAI-ASS-PLA", 6), ("MAI-MUG-ARD", 6)), 81, wrong_total=-740),
    # an article the ERP does not know
    Scenario("2", (("OLD-CAL-2019", 2), ("JAR-SEM-BOI", 1)), 72),
    # partly refunded
    Scenario("1", (("MAI-COU-LIN", 3), ("EPI-MIE-CHA", 1)), 60, state=STATE_DELIVERED, refund=1),
    # a message from the customer
    Scenario(
        "3", (("THE-ROO-AGR", 2), ("THE-NOI-BRU", 1), ("MAI-INF-BOU", 1)), 44,
        message="Merci de laisser le colis chez la gardienne.",
    ),
    # Belgium: 21 and 6 %
    Scenario("10", (("MAI-CAR-1L", 2), ("EPI-SAB-CIT", 4)), 31),
    # two vouchers, many lines
    Scenario(
        "11",
        (
            ("MAI-BOL-GRE", 12), ("MAI-MUG-ARD", 12), ("MAI-INF-BOU", 20), ("THE-NOI-BRU", 15), ("THE-BLA-PIV", 7),
            ("EPI-CON-ABR", 9), ("PLA-CAM-SIN", 2), ("REV-THE-012", 5),
        ),
        18, payment="wire", vouchers=("BIENVENUE10", "PORTOFFERT"),
    ),
    # the newest: plain, paid, ready to be sent
    Scenario("9", (("MAI-TAS-DUO", 2), ("THE-VER-SEN", 2)), 3),
)  # fmt: skip

# What `POST /admin/new-order` puts into the basket when it is not told: a different one each time, the same each run.
FRESH_BASKETS: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = (
    ("1", (("MAI-BOL-GRE", 2), ("THE-VER-SEN", 1), ("EPI-MIE-CHA", 1))),
    ("2", (("MAI-THE-VER", 1), ("THE-NOI-BRU", 2))),
    ("9", (("JAR-POT-TER", 2), ("PLA-LAV-VRA", 4), ("JAR-TRA-MAI", 1))),
    ("3", (("MAI-MUG-ARD", 4), ("EPI-SAB-CIT", 3))),
)
