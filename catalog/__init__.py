"""What the group sells: products and their variants, in a tree of categories, with units and tax categories.

Invariants: a variant is seen by the companies that see its product; a price is never negative; a SKU names one variant
of the whole group, and so does a barcode, whose check digit is right; no two variants of a product have the same values of
attributes; a kit is made of goods, never of kits; what was used is archived, never deleted.

Vocabulary: product (what the sheet describes), variant (what is stocked and sold), SKU (our own name of a variant),
barcode (the GTIN printed on it), tax category (what a country's tax rates are chosen by), sales price (net of taxes),
attribute and value (what variants differ in: colour, red), packaging (several of a variant together, with a barcode of
their own), kit (sold as one, stocked as its components), life (draft, on sale, end of life: sold until the stock is gone
and bought no more, archived), relation (a substitute or an accessory),
price list (prices for some customers or channels; the rules are in `catalog.pricing`), row (one price of a list, fixed or
by formula), customer group (customers treated alike), printed catalogue (a definition; each print is a job).
"""
