"""Attributes of variants: a value is one of its attribute's, the picture of a variant's values is true, codes never change."""

from django.db import migrations

from erp.rls import EnablePolicyThrough

KEEP = """
-- A variant's value is a value of the attribute it is kept under.
ALTER TABLE catalog_variantvalue ADD CONSTRAINT catalog_variantvalue_value_of_attribute
    FOREIGN KEY (value_id, attribute_id) REFERENCES catalog_attributevalue (id, attribute_id);

-- The picture of a variant's values by their codes, whatever somebody writes there.
CREATE FUNCTION catalog_variant_attributes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.attributes := COALESCE((
        SELECT jsonb_object_agg(attribute.code, value.code)
        FROM catalog_variantvalue AS own
        JOIN catalog_attribute AS attribute ON attribute.id = own.attribute_id
        JOIN catalog_attributevalue AS value ON value.id = own.value_id
        WHERE own.variant_id = NEW.id
    ), '{}'::jsonb);
    RETURN NEW;
END $$;
CREATE TRIGGER attributes BEFORE INSERT OR UPDATE OF attributes ON catalog_variant
    FOR EACH ROW EXECUTE FUNCTION catalog_variant_attributes();

CREATE FUNCTION catalog_variantvalue_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalog_variant SET attributes = '{}'
    WHERE id IN (SELECT DISTINCT changed.variant_id FROM changed);
    RETURN NULL;
END $$;
CREATE TRIGGER picture_added AFTER INSERT ON catalog_variantvalue
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalog_variantvalue_changed();
CREATE TRIGGER picture_changed AFTER UPDATE ON catalog_variantvalue
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalog_variantvalue_changed();
CREATE TRIGGER picture_taken_away AFTER DELETE ON catalog_variantvalue
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalog_variantvalue_changed();

-- Codes stand in SKUs, files and pictures.
CREATE FUNCTION catalog_code_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Codes of attributes and their values never change.'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'catalog_attribute_code_fixed';
END $$;
CREATE TRIGGER code_fixed BEFORE UPDATE OF code ON catalog_attribute
    FOR EACH ROW WHEN (OLD.code <> NEW.code) EXECUTE FUNCTION catalog_code_fixed();
CREATE TRIGGER code_fixed BEFORE UPDATE OF code, attribute_id ON catalog_attributevalue
    FOR EACH ROW WHEN (OLD.code <> NEW.code OR OLD.attribute_id <> NEW.attribute_id)
    EXECUTE FUNCTION catalog_code_fixed();
"""
LET_GO = """
ALTER TABLE catalog_variantvalue DROP CONSTRAINT catalog_variantvalue_value_of_attribute;
DROP TRIGGER attributes ON catalog_variant;
DROP FUNCTION catalog_variant_attributes();
DROP TRIGGER picture_added ON catalog_variantvalue;
DROP TRIGGER picture_changed ON catalog_variantvalue;
DROP TRIGGER picture_taken_away ON catalog_variantvalue;
DROP FUNCTION catalog_variantvalue_changed();
DROP TRIGGER code_fixed ON catalog_attribute;
DROP TRIGGER code_fixed ON catalog_attributevalue;
DROP FUNCTION catalog_code_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_facts")]
    replaces = [("catalog", "0005_attribute_guards")]

    operations = [
        EnablePolicyThrough("catalog_categoryattribute", "category_id", "catalog_category"),
        EnablePolicyThrough("catalog_productattribute", "product_id", "catalog_product"),
        EnablePolicyThrough("catalog_variantvalue", "variant_id", "catalog_variant"),
        migrations.RunSQL(KEEP, LET_GO),
    ]
