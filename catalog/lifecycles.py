"""The life of a product, and what each part of it allows."""

from catalog.choices import ArticleStatus
from erp.documents import Lifecycle

DRAFT, ACTIVE, END_OF_LIFE, ARCHIVED = (
    ArticleStatus.DRAFT,
    ArticleStatus.ACTIVE,
    ArticleStatus.END_OF_LIFE,
    ArticleStatus.ARCHIVED,
)
# End of life: sold until the stock is gone, bought no more.
SOLD = (ACTIVE, END_OF_LIFE)
BOUGHT = (ACTIVE,)

PRODUCT = Lifecycle(
    initial=DRAFT,
    labels=dict(ArticleStatus.choices),
    transitions={
        DRAFT: {ACTIVE, ARCHIVED},
        ACTIVE: {END_OF_LIFE, ARCHIVED},
        END_OF_LIFE: {ACTIVE, ARCHIVED},
        ARCHIVED: {ACTIVE},
    },
    colours={DRAFT: "secondary", ACTIVE: "green", END_OF_LIFE: "orange", ARCHIVED: "secondary"},
    steps=(DRAFT, ACTIVE, END_OF_LIFE, ARCHIVED),
)
