"""Near copies: texts that share most of their words. Plain Python and numpy, without a database.

`shingles` makes sets of a text's runs of words, `sketching` small fingerprints of these sets,
`candidates` finds pairs worth a look among many fingerprints, `comparing` measures such a pair by
the sets themselves, `grouping` says who is a copy of whom, `difference` shows how two differ.
"""
