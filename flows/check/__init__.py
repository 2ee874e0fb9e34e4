"""Judge RDF by the shapes and whole releases by rules, and refuse what is too different to be believed."""
