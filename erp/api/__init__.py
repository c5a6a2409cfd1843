"""The public API below `/api/v1/`: made from the resources, described by OpenAPI at `/api/schema/`."""
