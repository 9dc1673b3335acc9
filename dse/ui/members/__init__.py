"""The list of organisations and the sheet of each, on screen; for the team only."""
