"""The review of a triennial on screen, and the publication of its dossier."""
