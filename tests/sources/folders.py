"""A folder of articles, read as a whole."""

from pathlib import Path

from analysis.sources.documents import Document, list_documents, open_document


def read_documents(folder: Path | str) -> list[Document]:
    """Every article of a folder, and of the folders inside it, sorted by path."""
    listed, entries = list_documents(folder)
    return [found for path, document in listed for found in open_document(document, path, entries)]
