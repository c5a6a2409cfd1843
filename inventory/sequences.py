"""How the inventory numbers its documents: no law asks for series without gaps here."""

from erp.numbering import SequenceKind, sequence_kinds

sequence_kinds.register("inventory.goodsreceipt", SequenceKind("BR{number:06d}"))
sequence_kinds.register("inventory.stocktransfer", SequenceKind("TR{number:06d}"))
sequence_kinds.register("inventory.scrap", SequenceKind("RB{number:06d}"))
sequence_kinds.register("inventory.assembly", SequenceKind("CO{number:06d}"))
sequence_kinds.register("inventory.stockcount", SequenceKind("INV{number:06d}"))
sequence_kinds.register("inventory.picking", SequenceKind("PR{number:06d}"))
sequence_kinds.register("inventory.parcel", SequenceKind("CL{number:08d}"))
sequence_kinds.register("inventory.supplierreturn", SequenceKind("RF{number:06d}"))
sequence_kinds.register("inventory.customerreturn", SequenceKind("RC{number:06d}"))
sequence_kinds.register("inventory.landed_cost", SequenceKind("FRA{number:06d}"))
sequence_kinds.register("inventory.revaluation", SequenceKind("REV{number:06d}"))
sequence_kinds.register("inventory.depreciation", SequenceKind("DEP{number:06d}"))
