"""What a credential looks like: pure, no input or output, no clock."""
