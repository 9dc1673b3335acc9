"""Forms as workbooks: empty to be filled, or with the current data to be corrected."""
