"""The endpoints, one module per idea: load, check, call one action, answer."""
