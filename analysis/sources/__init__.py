"""Files to documents, documents to article lines."""
