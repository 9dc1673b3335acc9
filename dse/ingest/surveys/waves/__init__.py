"""One wave more of a known survey: its questions matched with those of the form, and the form with that wave."""
