"""One module a Lambda, each with a ``handler``: event in, service call, result out.

Read them in the order of the data: ``dispatch`` -> ``health``; ``api`` and ``mcp`` answer;
``access`` makes the first key.
"""

import gc

_RARELY = 50_000
"""New objects between two collections: loading a function's modules makes more, and no garbage.

With Python's own 700 a cold start spends a tenth of its CPU on looking through them again and again.
"""

gc.set_threshold(_RARELY, *gc.get_threshold()[1:])
