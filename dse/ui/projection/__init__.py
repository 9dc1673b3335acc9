"""Slides on a projector, and the running orders that they are shown in."""
