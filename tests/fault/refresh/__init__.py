"""Refreshing what is known of people and offices, against real servers that work, fail and forbid."""
