"""A Ray cluster of two nodes on this machine, until its standard input ends."""

import sys

from ray.cluster_utils import Cluster

if __name__ == "__main__":
    small = {"num_cpus": 1, "object_store_memory": 80_000_000}
    cluster = Cluster(initialize_head=True, head_node_args={**small, "include_dashboard": False})
    cluster.add_node(**small)
    sys.stdout.write(f"{cluster.address}\n")
    sys.stdout.flush()
    sys.stdin.read()
    cluster.shutdown()
