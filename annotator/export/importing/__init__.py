"""Labels and studies coming in: matched with what is here, shown, then saved whole or not at all.

`reading` opens a file in one of the known formats, `articles`, `words`, `people` and `codes` find
what its rows are about, `planning` turns them into answers, `actions` saves them.
"""
