"""The full-text index of a release: made when a release is loaded, asked by the pages. It knows nothing of the web."""
