"""Slides as a PowerPoint."""
