"""Say it in RDF: the record of a question, and the things that questions share."""
