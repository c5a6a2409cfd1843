"""Who sees price lists, their rows and the groups of customers."""

from django.db import migrations

from erp.rls import VISIBLE, EnablePolicy, EnableReferencePolicy, KeepTogether

# A row for what can't be seen must not look like one for everything, nor be lost when somebody saves the list.
ROW_SEEN = f"""
cardinality({VISIBLE}) > 0 AND ("visible_to" IS NULL OR "visible_to" && {VISIBLE})
AND ("variant_id" IS NULL OR EXISTS (SELECT 1 FROM catalog_variant AS v WHERE v.id = catalog_pricerow.variant_id))
AND ("product_id" IS NULL OR EXISTS (SELECT 1 FROM catalog_product AS p WHERE p.id = catalog_pricerow.product_id))
AND ("category_id" IS NULL OR EXISTS (SELECT 1 FROM catalog_category AS c WHERE c.id = catalog_pricerow.category_id))
"""  # noqa: S608  names of our own
MEMBER_SEEN = """
EXISTS (SELECT 1 FROM catalog_customergroup AS g WHERE g.id = catalog_customergroupmember.group_id)
AND EXISTS (SELECT 1 FROM erp_partner AS p WHERE p.id = catalog_customergroupmember.partner_id)
"""

FOLLOW_LIST = """
CREATE FUNCTION catalog_pricerow_follows_list() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.visible_to := (SELECT list.visible_to FROM catalog_pricelist AS list WHERE list.id = NEW.price_list_id);
    RETURN NEW;
END $$;
CREATE TRIGGER follows_list BEFORE INSERT OR UPDATE OF price_list_id, visible_to ON catalog_pricerow
    FOR EACH ROW EXECUTE FUNCTION catalog_pricerow_follows_list();

CREATE FUNCTION catalog_pricelist_takes_along() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalog_pricerow SET visible_to = NEW.visible_to WHERE price_list_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER takes_along AFTER UPDATE OF visible_to ON catalog_pricelist
    FOR EACH ROW WHEN (OLD.visible_to IS DISTINCT FROM NEW.visible_to)
    EXECUTE FUNCTION catalog_pricelist_takes_along();
"""
LET_GO = """
DROP TRIGGER follows_list ON catalog_pricerow;
DROP FUNCTION catalog_pricerow_follows_list();
DROP TRIGGER takes_along ON catalog_pricelist;
DROP FUNCTION catalog_pricelist_takes_along();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0006_gallery_guards"), ("erp", "0002_guards")]
    replaces = [("catalog", "0013_price_guards")]

    operations = [
        EnableReferencePolicy("catalog_pricelist"),
        EnablePolicy("catalog_pricerow", ROW_SEEN),
        EnableReferencePolicy("catalog_customergroup"),
        *KeepTogether("catalog_pricelist", "catalog_pricerow", "catalog_customergroup"),
        EnablePolicy("catalog_customergroupmember", MEMBER_SEEN),
        migrations.RunSQL(FOLLOW_LIST, LET_GO),
    ]
