"""The sources: one folder a parliament, each with its facts in data and its parser.

A source knows nothing of HTTP, RDF, disk or Prefect: bytes in, domain values out.
"""
