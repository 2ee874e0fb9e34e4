"""Put a release together and describe it: files, report, figures, catalogue."""
