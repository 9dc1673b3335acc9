"""The workbook of a dossier."""
