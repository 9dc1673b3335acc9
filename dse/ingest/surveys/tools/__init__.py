"""What survey tools write: their structure files, their columns, their ways to write an answer."""
