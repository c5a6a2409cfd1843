"""How sales numbers its documents. No law asks for orders or deliveries without gaps: invoices are accounting's."""

from erp.numbering import SequenceKind, sequence_kinds

sequence_kinds.register("sales.order", SequenceKind("SO{number:06d}"))
sequence_kinds.register("sales.delivery", SequenceKind("BL{number:06d}"))
