"""What sales knows, read."""
