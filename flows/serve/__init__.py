"""The server: the pages, the endpoint and the files as one application, its health and figures, safe headers."""
