"""What an import answers, as files to send to whoever keeps the data."""
