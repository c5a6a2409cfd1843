"""Connectors: what comes in from and goes out to shops, marketplaces, payment providers and carriers.

Owns
    the configured link to an outside system (connection), the table of what is called how over there (external
    reference), every message kept whole (exchange), and what was read but not yet understood (inbound document).
    Sales, stock and accounting belong to the apps below; this one calls their services.

Invariants
    - One external id of one kind exists once per connection, so that reading twice creates nothing twice.
    - Every exchange is recorded, also the failed one; secrets are masked before they reach the record.
    - What the shop says the customer paid is what the sales order says, to the cent. A difference is a visible line
      when it is within the connection's tolerance, and a reason for quarantine when it is not.
    - An order that cannot be read stops itself, never the orders beside it.
    - No network call happens inside a database transaction.
    - An address typed by a user is not fetched when it leads into a private network, unless settings allow it.

Layers inside the app
    errors, types, payload, totals, network    know no shop: shared by every adapter
    prestashop/                                 the PrestaShop adapter: client, xml, values, taxes, parse, reader
    standin/                                    a small shop that speaks PrestaShop's webservice, for demo and tests

Vocabulary
    adapter     turns one kind of outside system into the neutral dataclasses of `connectors.types`
    cursor      the moment up to which a shop has been read; `updated_at` of the last order
    unreadable  an order the adapter received and could not turn into a `ShopOrder`; becomes a quarantined document
    problem     something in a readable order a person has to look at before it may become a sales order
"""
