"""Values that the catalog's services take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class CategoryDraft:
    """A category to make, below the one whose code is `parent` (empty: at the top).

    The parent may be an earlier draft of the same call. `visible_to` null: shared by the group.
    """

    code: str
    name: str
    parent: str = ""
    visible_to: Sequence[int] | None = None


@dataclass(frozen=True)
class VariantDraft:
    """A variant to make. `sales_price`: net of taxes, for one unit, at most 6 decimals. Empty name: the product's."""

    sku: str
    sales_price: Decimal
    name: str = ""
    barcode: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    weight_kg: Decimal | None = None
    currency: str = "EUR"
    length_cm: Decimal | None = None
    width_cm: Decimal | None = None
    height_cm: Decimal | None = None


@dataclass(frozen=True)
class ProductDraft:
    """A product to make with its variants. Category, unit, tax category, season and origin (a country) by their codes."""

    code: str
    name: str
    category: str
    variants: Sequence[VariantDraft]
    unit: str = "pc"
    tax_category: str = "standard"
    kind: str = "goods"
    tracking: str = "none"
    description: str = ""
    status: str = "active"
    season: str = ""
    customs_code: str = ""
    origin: str = ""
    visible_to: Sequence[int] | None = None


@dataclass(frozen=True)
class PriceChange:
    """The new sales price of a variant, net of taxes, for one unit."""

    variant_id: int
    sales_price: Decimal


@dataclass(frozen=True)
class ImageDraft:
    """The picture a variant is to show: a file of type PNG, JPEG, WebP or GIF."""

    variant_id: int
    name: str
    content: bytes


@dataclass(frozen=True)
class ValueDraft:
    """A value of an attribute to make; `colour` (#rrggbb) is its swatch."""

    code: str
    name_en: str
    name_fr: str
    colour: str = ""


@dataclass(frozen=True)
class AttributeDraft:
    """An attribute to make, with its values in their order."""

    code: str
    name_en: str
    name_fr: str
    values: Sequence[ValueDraft] = ()


@dataclass(frozen=True)
class NewVariant:
    """A variant to make of a product: the keys of its values (one an attribute), and its SKU."""

    value_ids: Sequence[int]
    sku: str


@dataclass(frozen=True)
class VariantPlan:
    """Which variants a product is to have. Price, currency and weight are those of `model_id` (a variant of it).

    `attribute_ids`: what its variants differ in, in the order in which they are named. `fills_model`: the model has no
    values yet and becomes the first of the new ones, so that no variant without values stays behind.
    """

    product_id: int
    attribute_ids: Sequence[int]
    variants: Sequence[NewVariant]
    model_id: int
    fills_model: bool = False


@dataclass(frozen=True)
class Part:
    """How much of a variant one kit takes."""

    variant_id: int
    quantity: Decimal


@dataclass(frozen=True)
class KitDraft:
    """What one of the variant `kit_id` is made of."""

    kit_id: int
    parts: Sequence[Part]


@dataclass(frozen=True)
class PackagingDraft:
    """A packaging to make. `kind`: pack, case, layer, pallet; `quantity` in the product's unit."""

    variant_id: int
    kind: str
    quantity: Decimal
    barcode: str = ""
    weight_kg: Decimal | None = None
    is_bought: bool = False


@dataclass(frozen=True)
class RelationDraft:
    """A product to offer instead of another (substitute) or beside it (accessory)."""

    product_id: int
    kind: str
    other_id: int


@dataclass(frozen=True)
class TranslationDraft:
    """The text of a product in another language than French."""

    product_id: int
    language: str
    name: str
    description: str = ""


@dataclass(frozen=True)
class Measure:
    """A unit of measure as conversions need it: one of it is `factor` reference units of its dimension."""

    code: str
    dimension: str
    factor: Decimal
    decimals: int


@dataclass(frozen=True)
class PictureDraft:
    """A picture to hang in a product's gallery; `text` says what it shows."""

    product_id: int
    name: str
    content: bytes
    text: str = ""
    variant_id: int | None = None
