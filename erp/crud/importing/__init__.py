"""Files into records: read (`files`), understand values (`values`), judge row by row and write (`records`)."""
