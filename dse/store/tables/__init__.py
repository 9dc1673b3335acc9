"""Rows of a table: Parquet files, their hash and their structure, and those of an older structure migrated."""
