"""Making a version: new rows, an undo, a restore, a person forgotten."""
