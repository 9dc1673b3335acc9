"""The writers of files: text, pictures, all or nothing."""
