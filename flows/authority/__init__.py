"""Know who and what printed names mean: the reviewed tables, addressees' lines, EuroVoc."""
