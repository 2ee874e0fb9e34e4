"""Bring what is known up to date: EuroVoc as a store, Wikidata and the Senate as proposals to review."""
