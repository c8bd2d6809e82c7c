"""Settings, root urls and the WSGI door: imports everything, imported by nothing."""
