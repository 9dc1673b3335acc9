"""Importing files on the page: what was read, what is wrong, what would change."""
