"""Uploads to real portals, and to recordings of them."""
