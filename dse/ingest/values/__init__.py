"""The text of a cell to a typed value, and what keeps it from being one."""
