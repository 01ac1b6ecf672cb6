"""Files with labels coming in, one module for each format: bytes in, records out, lazily."""
