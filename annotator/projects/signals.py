"""What this room tells the rooms above it, which it may not import."""

from django.dispatch import Signal

# Sent in the transaction in which a person stops being an annotator of a project: they left, or
# got another role. Arguments: project, user, actor (who did it; None where that is not known).
annotator_left = Signal()

# Sent in the transaction in which a project gets another reliability share or seed. Arguments:
# project.
sample_changed = Signal()
