"""From the cells of notebooks to a tagged PDF: their pages are read, set by the template, and compiled by Typst."""
