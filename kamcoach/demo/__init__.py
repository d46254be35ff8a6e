"""The demo organisation, its mailbox and its time machine."""
