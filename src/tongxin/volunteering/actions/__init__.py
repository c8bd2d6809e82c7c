"""The deeds of this room, a module for each thing."""
