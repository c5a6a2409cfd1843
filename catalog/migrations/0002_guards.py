"""The catalog's promises, kept by the database: who sees what."""

from django.db import migrations

from erp.rls import EnablePolicyThrough, EnableReferencePolicy, KeepTogether

FOLLOW_PRODUCT = """
CREATE FUNCTION catalog_variant_follows_product() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.visible_to := (SELECT product.visible_to FROM catalog_product AS product WHERE product.id = NEW.product_id);
    RETURN NEW;
END $$;
CREATE TRIGGER follows_product BEFORE INSERT OR UPDATE OF product_id, visible_to ON catalog_variant
    FOR EACH ROW EXECUTE FUNCTION catalog_variant_follows_product();

-- Variants, and the small versions of their pictures, are seen by those who see the product.
CREATE FUNCTION catalog_product_takes_along() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalog_variant SET visible_to = NEW.visible_to WHERE product_id = NEW.id;
    UPDATE erp_attachment SET visible_to = NEW.visible_to
    WHERE kind = 'catalog.thumbnail' AND object_id IN (
        SELECT thumbnail.id FROM catalog_thumbnail AS thumbnail
        JOIN catalog_variant AS variant ON variant.id = thumbnail.variant_id
        WHERE variant.product_id = NEW.id
    );
    RETURN NULL;
END $$;
CREATE TRIGGER takes_along AFTER UPDATE OF visible_to ON catalog_product
    FOR EACH ROW WHEN (OLD.visible_to IS DISTINCT FROM NEW.visible_to)
    EXECUTE FUNCTION catalog_product_takes_along();
"""
LET_GO = """
DROP TRIGGER follows_product ON catalog_variant;
DROP FUNCTION catalog_variant_follows_product();
DROP TRIGGER takes_along ON catalog_product;
DROP FUNCTION catalog_product_takes_along();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial"), ("erp", "0002_guards")]

    operations = [
        EnableReferencePolicy("catalog_category"),
        EnableReferencePolicy("catalog_product"),
        EnableReferencePolicy("catalog_variant"),
        *KeepTogether("catalog_category", "catalog_product", "catalog_variant"),
        EnablePolicyThrough("catalog_thumbnail", "variant_id", "catalog_variant"),
        migrations.RunSQL(FOLLOW_PRODUCT, LET_GO),
    ]
