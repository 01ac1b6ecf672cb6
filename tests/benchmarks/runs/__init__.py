"""The benchmarks, one module each with a `run(sizes)` that yields rows."""
