"""Search over all consultations: an index beside the record, made from the logs alone.

It holds nothing that the logs do not, so it may be deleted at any time and is then made anew.
"""
