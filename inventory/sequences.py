"""How the inventory numbers its documents: no law asks for series without gaps here."""

from erp.numbering import SequenceKind, sequence_kinds

sequence_kinds.register("inventory.landed_cost", SequenceKind("FRA{number:06d}"))
sequence_kinds.register("inventory.revaluation", SequenceKind("REV{number:06d}"))
sequence_kinds.register("inventory.depreciation", SequenceKind("DEP{number:06d}"))
