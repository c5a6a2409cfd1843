"""What a company holds, where, for whom it is set aside, and what it cost.

Invariants, kept by the database: moves, and what they consumed, are never changed; a level is the sum of its moves and
what is reserved there the sum of its reservations; never less than nothing on hand, never more reserved than on hand;
what is left of the layers is what is on hand, in quantity and in value, and the ledger's stock account says the same;
what is tracked has a lot wherever it is, and a serial number is one piece at one place.

Vocabulary: location (a place of the tree), move (a quantity from one location to another), lot (what was made
together, or one piece by its serial number), level (what is at a location, of one lot), reservation (set aside for a
document's line), layer (what came in at one cost and is not yet used up), consumption (what a move took of a layer, or
gave back), position (what a company holds of a variant, everywhere).

People change stock through documents: receipt, transfer, count, write-off, picking, customer return, supplier return
(docs/adr/0025). Further words: walk (what one person picks in one go), stop (a location on it), parcel (what is packed of
a walk), sheet (the page on which a document is worked off, made for a phone), to stage (to move goods with what sets them
aside).
"""
