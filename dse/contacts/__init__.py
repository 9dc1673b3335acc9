"""Contacts of the organisations, the team's notes on them and its next steps: read, written through the store, forgotten. For the team alone."""
