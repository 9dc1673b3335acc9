"""What the rows of an import must respect."""
