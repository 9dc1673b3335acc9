"""A survey export to rows of the six survey tables, for one wave."""
