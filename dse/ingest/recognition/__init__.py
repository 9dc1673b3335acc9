"""Which form a sheet is of, and which of its lines are data."""
