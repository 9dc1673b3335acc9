"""The report of a dossier, in Word."""
