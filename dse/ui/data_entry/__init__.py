"""Adding and correcting on the page: the dialogs, what waits to be saved, and the box that saves it."""
