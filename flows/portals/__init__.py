"""Bring a release to where people look for data: CKAN, udata, and a folder that any web server can serve."""
