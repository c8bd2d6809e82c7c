"""What other systems meet: Open311 GeoReport v2, the interface with keys (OpenAPI), and open data."""
