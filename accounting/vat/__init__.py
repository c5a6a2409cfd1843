"""Where a sale is taxed, at which rate, and why: the law's facts and one pure decision, without a database.

`territories` says to which VAT territory an address belongs, `rates` what the states of the Union charge from when to
when, `decision` which of them a sale falls under. `accounting.selectors.fiscal_positions` asks them with what a company
has set and sold.
"""
