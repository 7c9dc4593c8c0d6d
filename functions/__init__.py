"""One module a Lambda, each with a ``handler``: event in, service call, result out.

Read them in the order of the data: ``dispatch`` -> ``health``; ``api`` and ``mcp`` answer;
``access`` makes the first key.
"""
