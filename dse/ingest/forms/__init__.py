"""What a user's file looks like: its headers, and the rows that a line makes."""
