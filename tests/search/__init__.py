"""The full-text index and what it finds, on the release of the miniature site."""
