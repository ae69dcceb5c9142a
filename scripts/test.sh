#!/bin/sh
# The fast suite on two processes, then the browser suite (the slow one: `make slow`). A browser that is not there is
# said out loud; in CI it fails.
set -u
cd "$(dirname "$0")/.."
.venv/bin/pytest -q -n 2 --dist worksteal -m "not browser and not slow" --ignore=tests/browser tests
fast=$?
if sh scripts/browser.sh; then
    .venv/bin/pytest -q -n 2 --dist worksteal -m browser tests/browser
    browser=$?
else
    echo
    echo "=================================================================="
    echo "browser: NOT RUN  (no Chromium; apt-get install chromium fonts-noto-cjk)"
    echo "=================================================================="
    browser=0
    [ "${CI:-}" = true ] && browser=1
fi
[ "$fast" = 0 ] && [ "$browser" = 0 ]
