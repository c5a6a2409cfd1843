"""The kernel: what every other app stands on.

Owns: companies, sites, partners, users and their rights; the scope (who acts, which companies are visible) that the
database enforces; documents and their transitions; numbering; the change log; the outbox; jobs; attachments; mail;
money; the generic screens (`erp.crud`).

Invariants:

* Outside a scope nothing is visible and nothing can be written: row level security, not habit (`erp.scope`, `erp.rls`).
* A document's status changes by `erp.documents.transition` alone, which writes number, change-log row and event with it.
* The change log is append-only (trigger). A strict sequence has no gap (counter row, same transaction).
* An event is written in the transaction of the fact it tells; the relay delivers it at least once.
* Only `erp.money` rounds.

Vocabulary: company, site, partner, scope, document, transition, sequence, event, outbox, job, resource.
The kernel knows none of the apps above it; they extend it through registries (`erp.registry`).
"""

from erp.celery import app as celery_app

__all__ = ["celery_app"]
