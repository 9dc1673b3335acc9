"""Figures on screen: their cards, tables and charts, and pages of cards. Imports `frame` only."""
