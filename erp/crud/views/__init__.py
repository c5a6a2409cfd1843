"""The generic views; `erp.crud.urls` gives each resource its own."""
