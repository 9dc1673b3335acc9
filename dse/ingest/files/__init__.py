"""Bytes of a file to sheets of cells, each cell with its spreadsheet row and column."""
