"""Vue d'ensemble on screen."""
