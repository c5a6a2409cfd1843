"""Accounting and bank: what was earned, spent, owed and paid, as the law wants it kept.

Owns the chart, journals and periods, entries, taxes, customer invoices, payments, bank statements, reconciliation,
the reports of the books and the FEC.

Promises, kept by the database (`migrations/0002_guards`):
- a posted entry balances, stands in an open period, has the next number of its journal and year, and never changes;
- up to a company's lock dates nothing is posted, by most people or by anybody; the second never moves back;
- what closes a year and opens the next stands between their months and leaves nothing open;
- each posted entry has its place in the company's chain of hashes, so that a change made behind all this is told;
- a posted invoice's totals are those of its lines; only what is left to pay changes afterwards;
- what is open of an item is its amount less its matches, never below zero; items of one letter sum to zero;
- bank lines stay as the bank said them; a file is imported once, a line of overlapping files too;
- what went through without a person says so and why, and can be undone like anything else.

Words: entry and item (écriture, ligne); match (a debit settles a credit); reconciliation (the act of matching; its number
is the letter); clearing account (money a payment provider holds until it pays out); payout (what it then pays, less fees).
"""
