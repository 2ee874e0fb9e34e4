"""Read pages: boxes and lines, numbered parts, languages, and what several pages of a question say together."""
