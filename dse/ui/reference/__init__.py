"""What the data are: dictionary, completeness, full tables."""
