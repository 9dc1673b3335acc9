"""Names that people write, to organisations."""
