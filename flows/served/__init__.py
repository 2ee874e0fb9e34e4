"""The last release as it is served: loaded into an embedded store beside the old one, then switched."""
