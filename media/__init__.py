"""Packets in, packets out: the relay (a selective forwarding unit) and egress."""
