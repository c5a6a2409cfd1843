"""The inventory's reports on screen, each with its picture and its files."""
