"""Contacts of the organisations and the team's notes on them: read, written through the store, forgotten. For the team alone."""
