"""What can be said afterwards, by subject."""
