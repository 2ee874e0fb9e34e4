"""Releases after they were made: the log of changes and its feeds, verifying, rolling back, keeping and deleting."""
