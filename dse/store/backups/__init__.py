"""Backups of a store: one ZIP, made, checked and put back."""
