"""Bring pages in: from the site, politely, or from a folder."""
