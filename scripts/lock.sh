#!/bin/sh
# Resolve requirements*.in into lock files with hashes and without addresses, then the npm packages.
set -eu
cd "$(dirname "$0")/.."
for name in requirements requirements-dev requirements-uv requirements-node requirements-spark; do
    .venv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 \
        --no-header --no-annotate "$name.in" -o "$name.txt"
done
npm install --package-lock-only --ignore-scripts
if grep -nE 'https?://' requirements*.txt; then
    echo "a lock file names an address" >&2
    exit 1
fi
