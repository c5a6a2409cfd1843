"""Goods may say what they are packed of: a set that is put together ahead and stocked as itself."""

from django.db import migrations

CHECK = """
CREATE OR REPLACE FUNCTION catalog_kitcomponent_check() RETURNS trigger LANGUAGE plpgsql AS $$
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
        WHERE variant.id = NEW.kit_id AND product.kind IN ({kinds})
    ) THEN
        RAISE EXCEPTION 'A service has no components.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'catalog_kitcomponent_kit';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0008_printed_guards")]

    operations = [
        migrations.RunSQL(CHECK.format(kinds="'kit', 'goods'"), CHECK.format(kinds="'kit'")),
    ]
