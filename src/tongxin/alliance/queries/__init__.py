"""Questions across the tables of this room, by subject."""
