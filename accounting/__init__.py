"""Accounting and bank: accounts, entries, invoices, payments, statements and their reconciliation."""
