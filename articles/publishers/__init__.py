"""Outlets: which one a name or an address means, what is known of each, and two found to be one."""
