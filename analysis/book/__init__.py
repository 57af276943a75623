"""From a folder of articles to tables: the order of the readers, what is kept, and the workbook itself."""
