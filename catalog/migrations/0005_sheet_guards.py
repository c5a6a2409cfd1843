"""What keeps the sheet true: kits are made of goods, a barcode is one thing's, who sees a product sees its parts; what units measure."""

from django.db import migrations

from erp.rls import EnablePolicyThrough

KITS = """
CREATE FUNCTION catalog_kitcomponent_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM catalog_variant AS variant JOIN catalog_product AS product ON product.id = variant.product_id
        WHERE variant.id = NEW.component_id AND product.kind = 'goods'
    ) THEN
        RAISE EXCEPTION 'Kits are made of goods.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'catalog_kitcomponent_goods';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM catalog_variant AS variant JOIN catalog_product AS product ON product.id = variant.product_id
        WHERE variant.id = NEW.kit_id AND product.kind = 'kit'
    ) THEN
        RAISE EXCEPTION 'Only kits have components.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'catalog_kitcomponent_kit';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER made_of_goods BEFORE INSERT OR UPDATE ON catalog_kitcomponent
    FOR EACH ROW EXECUTE FUNCTION catalog_kitcomponent_check();

CREATE FUNCTION catalog_product_kind_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM catalog_kitcomponent AS part
        JOIN catalog_variant AS variant ON variant.id IN (part.kit_id, part.component_id)
        WHERE variant.product_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'The kind of kits and of what is part of one is fixed.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'catalog_product_kind_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER kind_fixed BEFORE UPDATE OF kind ON catalog_product
    FOR EACH ROW WHEN (OLD.kind <> NEW.kind) EXECUTE FUNCTION catalog_product_kind_check();
"""
NO_KITS = """
DROP TRIGGER made_of_goods ON catalog_kitcomponent;
DROP FUNCTION catalog_kitcomponent_check();
DROP TRIGGER kind_fixed ON catalog_product;
DROP FUNCTION catalog_product_kind_check();
"""
BARCODES = """
CREATE FUNCTION catalog_packaging_barcode_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM catalog_variant AS variant WHERE variant.barcode = NEW.barcode) THEN
        RAISE EXCEPTION 'A variant has the barcode %.', NEW.barcode
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'catalog_packaging_barcode';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER own_barcode BEFORE INSERT OR UPDATE OF barcode ON catalog_packaging
    FOR EACH ROW WHEN (NEW.barcode <> '') EXECUTE FUNCTION catalog_packaging_barcode_check();

CREATE FUNCTION catalog_variant_barcode_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM catalog_packaging AS packaging WHERE packaging.barcode = NEW.barcode) THEN
        RAISE EXCEPTION 'A packaging has the barcode %.', NEW.barcode
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'catalog_variant_barcode';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER own_barcode BEFORE INSERT OR UPDATE OF barcode ON catalog_variant
    FOR EACH ROW WHEN (NEW.barcode <> '') EXECUTE FUNCTION catalog_variant_barcode_check();

-- Scanning a case finds the article.
CREATE FUNCTION catalog_packaging_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalog_variant AS variant SET packaging_barcodes = COALESCE((
        SELECT string_agg(packaging.barcode, ' ' ORDER BY packaging.id)
        FROM catalog_packaging AS packaging WHERE packaging.variant_id = variant.id AND packaging.barcode <> ''
    ), '')
    WHERE variant.id IN (SELECT DISTINCT changed.variant_id FROM changed);
    RETURN NULL;
END $$;
CREATE TRIGGER found_added AFTER INSERT ON catalog_packaging
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalog_packaging_changed();
CREATE TRIGGER found_changed AFTER UPDATE ON catalog_packaging
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalog_packaging_changed();
CREATE TRIGGER found_taken_away AFTER DELETE ON catalog_packaging
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalog_packaging_changed();
"""
NO_BARCODES = """
DROP TRIGGER own_barcode ON catalog_packaging;
DROP FUNCTION catalog_packaging_barcode_check();
DROP TRIGGER own_barcode ON catalog_variant;
DROP FUNCTION catalog_variant_barcode_check();
DROP TRIGGER found_added ON catalog_packaging;
DROP TRIGGER found_changed ON catalog_packaging;
DROP TRIGGER found_taken_away ON catalog_packaging;
DROP FUNCTION catalog_packaging_changed();
"""
# code, dimension, how many of its reference unit. A day is one of work: 35 hours a week (code du travail, L3121-27).
MEASURES = [
    ("pair", "pieces", "2"),
    ("kg", "mass", "1"),
    ("g", "mass", "0.001"),
    ("m", "length", "1"),
    ("m2", "area", "1"),
    ("l", "volume", "1"),
    ("h", "time", "1"),
    ("day", "time", "7"),
]


def measure(apps, schema_editor):
    unit = apps.get_model("catalog", "Unit")
    for code, dimension, factor in MEASURES:
        unit.objects.filter(code=code).update(dimension=dimension, factor=factor)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_attribute_guards")]
    replaces = [("catalog", "0008_sheet_guards")]

    operations = [
        EnablePolicyThrough("catalog_packaging", "variant_id", "catalog_variant"),
        EnablePolicyThrough("catalog_kitcomponent", "kit_id", "catalog_variant"),
        EnablePolicyThrough("catalog_relation", "product_id", "catalog_product"),
        EnablePolicyThrough("catalog_translation", "product_id", "catalog_product"),
        migrations.RunSQL(KITS, NO_KITS),
        migrations.RunSQL(BARCODES, NO_BARCODES),
        migrations.RunPython(measure, migrations.RunPython.noop),
    ]
