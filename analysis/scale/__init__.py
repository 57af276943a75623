"""From a folder to an archive: the same reading, sharded, on the cores of one machine or on a cluster."""
