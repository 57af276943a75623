"""Tables, charts, prose and PDF briefings."""
