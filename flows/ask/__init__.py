"""The SPARQL 1.1 Protocol for queries: what is asked, in which format, answered by child processes within limits."""
