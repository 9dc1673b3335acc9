"""The page Suivi and the sheets of accompaniments and activities."""
