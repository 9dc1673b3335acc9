"""Sheets to rows of tables, and tables as they would be with them."""
