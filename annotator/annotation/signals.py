"""What this room tells the rooms above it, which it may not import."""

from django.dispatch import Signal

# Sent before an annotator takes back what they had submitted. Arguments: assignment. A receiver
# forbids it by raising `Conflict`.
taking_back = Signal()

# Sent when an article was handed in, in the transaction that did it. Arguments: assignment.
handed_in = Signal()
