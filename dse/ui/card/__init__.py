"""A figure on screen, and the tables and charts that it is made of."""
