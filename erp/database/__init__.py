"""Database backend: PostgreSQL that knows the scope of who asks (`erp.database.base`)."""
