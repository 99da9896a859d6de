"""Makes the golden vectors 20 and up of tests/golden/brian2: networks run by Brian2 2.5.1.

usage: python3 make-brian2-vectors.py [DIRECTORY [NAME_PART..]]

No part of `npm test`. Prints name, digest of the unpacked text and spike counts of each file.
"""

import gc
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import brian2_cells  # noqa: E402
import brian2_features  # noqa: E402
import brian2_variants  # noqa: E402
from brian2_vector import finish  # noqa: E402


def main():
    directory = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "brian2")
    for part in (brian2_cells, brian2_variants, brian2_features):
        for make in part.networks:
            if len(sys.argv) > 2 and not any(name in make.__name__ for name in sys.argv[2:]):
                continue
            finish(make(), directory)
            gc.collect()


main()
