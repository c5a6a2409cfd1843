"""The webservice's resources the adapter reads, and with which fields."""

# Without these an order is not complete: the key needs GET on each.
REQUIRED_RESOURCES = frozenset(
    {
        "addresses", "carriers", "countries", "currencies", "customers", "order_cart_rules", "order_details",
        "order_payments", "order_slip", "order_states", "orders", "taxes",
    }
)  # fmt: skip

# Without these an order lacks something nobody's books depend on: tracking number, messages, languages, province,
# and the shop's own time zone and special states (then the connection's time zone and the usual ids are taken).
OPTIONAL_RESOURCES = frozenset(
    {
        "configurations",
        "customer_messages",
        "customer_threads",
        "languages",
        "order_carriers",
        "states",
    }
)

# Asked for by name, because the full record has the password hash and the reset token, which we do not want to have.
CUSTOMER_FIELDS = "[id,id_lang,firstname,lastname,email,company,siret,website,is_guest]"
MESSAGE_FIELDS = "[id,id_employee,id_customer_thread,message,private,date_add]"
TAX_FIELDS = "[id,rate,name]"
