"""What FuseMeet's speed is measured with, through the path that people's own browsers take: `make bench`."""
