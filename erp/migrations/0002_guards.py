"""The kernel's promises, kept by the database."""

from django.db import migrations

from erp.rls import (
    IS_SYSTEM,
    VISIBLE,
    AppendOnly,
    EnableCompanyPolicy,
    EnablePolicy,
    EnablePolicyThrough,
    EnableReferencePolicy,
    KeepTogether,
)

OWN = "\"user_id\"::text = current_setting('erp.user', true)"


class Migration(migrations.Migration):
    dependencies = [("erp", "0001_initial")]

    operations = [
        EnablePolicy("erp_company", f'"id" = ANY ({VISIBLE}) OR {IS_SYSTEM}', IS_SYSTEM),
        # A person's own memberships are what a sign-in reads before any company is visible.
        EnableCompanyPolicy("erp_membership", or_where=f"{OWN} OR {IS_SYSTEM}"),
        EnablePolicyThrough("erp_membership_roles", "membership_id", "erp_membership"),
        EnablePolicy("erp_apitoken", f"{OWN} OR {IS_SYSTEM}"),
        EnablePolicy("erp_favourite", f"{OWN} OR {IS_SYSTEM}"),
        EnableCompanyPolicy("erp_site"),
        EnableCompanyPolicy("erp_strictsequence"),
        EnableCompanyPolicy("erp_loosesequence"),
        EnableCompanyPolicy("erp_outboxmessage"),
        EnableCompanyPolicy("erp_mailmessage"),
        EnablePolicyThrough("erp_mailmessage_attachments", "mailmessage_id", "erp_mailmessage"),
        EnableCompanyPolicy("erp_job"),
        EnableCompanyPolicy("erp_savedview"),
        EnableReferencePolicy("erp_paymentterms"),
        EnableReferencePolicy("erp_partner"),
        EnablePolicyThrough("erp_address", "partner_id", "erp_partner"),
        EnablePolicyThrough("erp_contact", "partner_id", "erp_partner"),
        EnableReferencePolicy("erp_attachment"),
        EnableReferencePolicy("erp_changelog"),
        AppendOnly("erp_changelog", follows="visible_to"),
        *KeepTogether("erp_paymentterms", "erp_partner"),
        EnablePolicy(
            "erp_searchterm",
            f'cardinality({VISIBLE}) > 0 AND ("company_id" IS NULL OR "company_id" = ANY ({VISIBLE}))',
        ),
        # Partners are the group's: their numbers are counted over all companies.
        migrations.RunSQL(
            "CREATE SEQUENCE erp_partner_number START 1001", "DROP SEQUENCE erp_partner_number"
        ),
    ]
