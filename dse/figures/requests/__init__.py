"""Requests: how many come, what becomes of them, how long they take, what they cost. A part of the page of uptake."""
