"""What the group sells: products and their variants, in a tree of categories, with units and tax categories.

Invariants: a variant is seen by the companies that see its product; a price is never negative; a SKU names one variant
of the whole group, and so does a barcode, whose check digit is right; what was used is archived, never deleted.

Vocabulary: product (what the sheet describes), variant (what is stocked and sold), SKU (our own name of a variant),
barcode (the GTIN printed on it), tax category (what a country's tax rates are chosen by), sales price (net of taxes),
price list (prices for some customers or channels; the rules are in `catalog.pricing`), row (one price of a list, fixed or
by formula), customer group (customers treated alike), printed catalogue (a definition; each print is a job).
"""
