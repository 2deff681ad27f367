"""Finding anything by any characters of it, across all features."""
