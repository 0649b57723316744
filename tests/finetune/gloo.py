"""`python -m park` in one of several processes on a processor, sharded if the launcher says so.

accelerate knows FSDP for accelerators alone; here it takes processes that talk through gloo for
such. All else is as it is on accelerators.
"""

import os
import runpy

from accelerate import state
from accelerate.utils import DistributedType

prepare = state.AcceleratorState.__init__


def prepare_sharded(self, *arguments, fsdp_plugin=None, **options):
    prepare(self, *arguments, fsdp_plugin=fsdp_plugin, **options)
    if fsdp_plugin is not None:
        self.distributed_type = DistributedType.FSDP
        self.fsdp_plugin = fsdp_plugin


if __name__ == "__main__":
    if os.environ.get("ACCELERATE_USE_FSDP") == "true":
        state.AcceleratorState.__init__ = prepare_sharded
    runpy.run_module("park", run_name="__main__")
