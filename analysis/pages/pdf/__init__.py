"""From the cells of a notebook to a tagged PDF, by Typst."""
