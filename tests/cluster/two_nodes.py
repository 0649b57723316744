"""A Ray cluster of two nodes on this machine, until its standard input ends."""

import sys
import time

from ray._private import services
from ray.cluster_utils import Cluster

get_node = services.get_node


def patient(*arguments):
    """Wait for a node that starts slowly, which Ray gives half a minute."""
    until = time.monotonic() + 300
    while time.monotonic() < until:
        try:
            return get_node(*arguments)
        except RuntimeError:
            time.sleep(1)
    return get_node(*arguments)


if __name__ == "__main__":
    services.get_node = patient
    small = {"num_cpus": 1, "object_store_memory": 80_000_000}
    cluster = Cluster(initialize_head=True, head_node_args={**small, "include_dashboard": False})
    cluster.add_node(**small)
    sys.stdout.write(f"{cluster.address}\n")
    sys.stdout.flush()
    sys.stdin.read()
    cluster.shutdown()
