"""Versions of the data on the page, their differences and backups, and the ways back."""
