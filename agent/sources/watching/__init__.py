"""What says "look again": events of the file system, and polls where there are none. They never say what is there."""
