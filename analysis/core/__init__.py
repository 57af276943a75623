"""What everything stands on: values, days, text, phrases, files, word lists, and the tables, each declared once."""
