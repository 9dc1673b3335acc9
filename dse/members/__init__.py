"""What is known of one organisation, and of all of them: for the team. Nothing here is ever shown to a public."""
