"""Pages of the frame: sign-in, start page, profile, search, health, errors. What works on records is in `erp.crud`."""
