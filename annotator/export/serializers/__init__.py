"""What goes in and comes out of each endpoint, one module per idea."""
