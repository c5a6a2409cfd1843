"""Pictures, and their files, are seen by those who see the product."""

from django.db import migrations

from erp.rls import EnablePolicyThrough

FOLLOW = """
CREATE FUNCTION catalog_pictures_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE erp_attachment SET visible_to = NEW.visible_to
    WHERE kind = 'catalog.picture' AND object_id IN (
        SELECT picture.id FROM catalog_picture AS picture WHERE picture.product_id = NEW.id
    );
    RETURN NULL;
END $$;
CREATE TRIGGER pictures_follow AFTER UPDATE OF visible_to ON catalog_product
    FOR EACH ROW WHEN (OLD.visible_to IS DISTINCT FROM NEW.visible_to)
    EXECUTE FUNCTION catalog_pictures_follow();
"""
LET_GO = """
DROP TRIGGER pictures_follow ON catalog_product;
DROP FUNCTION catalog_pictures_follow();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_sheet_guards")]
    replaces = [("catalog", "0011_gallery_guards")]

    operations = [
        EnablePolicyThrough("catalog_picture", "product_id", "catalog_product"),
        migrations.RunSQL(FOLLOW, LET_GO),
    ]
