"""Issues and rejected lines of an import, as CSV files for whoever keeps the data."""
