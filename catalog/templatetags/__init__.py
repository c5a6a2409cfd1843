"""Filters of the catalog's templates."""
