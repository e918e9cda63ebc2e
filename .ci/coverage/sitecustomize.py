"""Every Python that a command starts counts the lines and branches of signauth that it runs.

.ci/coverage/measure puts this folder on the path."""
import os, sys
lib = os.path.join(os.environ.get('COVERAGE_RUN', ''), 'lib')
if sys.version_info[:2]==(3, 11) and os.path.isdir(lib):
    sys.path.append(lib)
    import coverage
    coverage.process_startup()
