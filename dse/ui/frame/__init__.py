"""What every page has around it: navigation, address, filters, messages. Imports no other room of dse.ui."""
