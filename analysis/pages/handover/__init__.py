"""What happens to pages and articles around the writing: run, export, verify, keep, check, add."""
