"""What a company holds, where, for whom it is set aside, and what it cost.

Invariants, kept by the database: moves, and what they consumed, are never changed; a level is the sum of its moves and
what is reserved there the sum of its reservations; never less than nothing on hand, never more reserved than on hand;
what is left of the layers is what is on hand, in quantity and in value, and the ledger's stock account says the same.

Vocabulary: location (a place of the tree), move (a quantity from one location to another), level (what is at a
location), reservation (set aside for a document's line), layer (what came in at one cost and is not yet used up),
consumption (what a move took of a layer, or gave back), position (what a company holds of a variant, everywhere).
"""
