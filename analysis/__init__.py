"""The analyst workbook: raw web articles as tables whose every row leads to its words."""
