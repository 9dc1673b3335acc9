"""The search of the sidebar."""
