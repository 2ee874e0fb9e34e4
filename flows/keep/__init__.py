"""Keep what came and what was made - captures, visits, nights, records - in SQLite files that survive a crash."""
