"""A survey form proposed from an export: columns to questions and scales, edited by a person, written as TOML."""
