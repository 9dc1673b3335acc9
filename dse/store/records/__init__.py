"""Numbered JSON records that carry their own hash, where they lie, who may write them, and what helps where one is lost."""
