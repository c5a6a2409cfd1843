"""What is sold: channels, orders and their deliveries, up to the invoice and the money that pays it.

Invariants: a channel knows an order of a shop once; an order's totals are the sums of its lines, net + tax = gross, and
where a shop said what the customer paid, the gross is that, by a visible rounding line; a line never holds more reserved
and delivered together than was ordered; what a line has reserved is what inventory has reserved for it; only drafts
change; an order is done when all of it is delivered and invoiced.

Vocabulary: channel (where a sale came from), order, line kind (goods are delivered, the rest is only invoiced),
reservation (what of an order's open goods is set aside for it: none, partial, full), backorder (what is still to be
delivered), delivery (goods leaving for one order; a pick list until shipped), prepayment (money that came before the
invoice it pays), assigned price list (who gets which list), assortment (what a channel sells on a day), published (in the
assortment and complete: the channel may show it).
"""
