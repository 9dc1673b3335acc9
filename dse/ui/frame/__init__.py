"""What frames every page: navigation, address, filters, messages."""
