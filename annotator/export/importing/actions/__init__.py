"""Keep what is uploaded, show what it would do, save it: the only writers of imports."""
