#!/bin/sh
# Make sure that there is a Chromium for the tests of the HTML report.
set -eu
for name in "${DETECTOR_CHROMIUM:-chromium}" chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then exit 0; fi
done
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium >/dev/null
    exit 0
fi
echo "no Chromium: the tests of the HTML report in a browser will be skipped" >&2
echo "install it (sudo apt-get install chromium) or set DETECTOR_CHROMIUM to its path" >&2
if [ "${CI:-}" = true ]; then exit 1; fi
