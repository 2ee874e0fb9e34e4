"""Pictures of what a release holds, in Dutch, French and English, out of plain figures; no RDF, no disk, no clock."""
