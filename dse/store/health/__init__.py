"""What is damaged, missing, foreign or left over in a store."""
