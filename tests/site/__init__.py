"""A miniature senate.be: its truth, its pages, its awkwardness. See `README.md` beside this file."""
