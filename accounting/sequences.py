"""How accounting's documents are numbered. Entries have their own counters, per journal and fiscal year."""

from erp.numbering import SequenceKind, sequence_kinds

# Article 242 nonies A of annex II of the French tax code: one unbroken, chronological series.
sequence_kinds.register("accounting.invoice", SequenceKind("FA-{year}-{number:05d}", is_strict=True))
sequence_kinds.register("accounting.credit_note", SequenceKind("AV-{year}-{number:05d}", is_strict=True))
# Ours, in the order in which they are posted: the supplier's own number stands beside it.
sequence_kinds.register("accounting.bill", SequenceKind("FF-{year}-{number:05d}", is_strict=True))
sequence_kinds.register("accounting.bill_credit", SequenceKind("AF-{year}-{number:05d}", is_strict=True))
sequence_kinds.register("accounting.payment", SequenceKind("PAY{number:06d}"))
sequence_kinds.register("accounting.reconciliation", SequenceKind("L{number:06d}"))
sequence_kinds.register("accounting.reminder", SequenceKind("REL{number:06d}"))
