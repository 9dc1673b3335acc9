"""What leaves the tool as files: text, pictures."""
