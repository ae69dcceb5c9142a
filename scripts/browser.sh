#!/bin/sh
# Make sure that Chromium and Chinese fonts are there, by apt where we may. Ends with 1 when there is no browser.
set -u
has_browser() { command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1; }
has_fonts() { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh family)" ]; }
has_browser && has_fonts && exit 0
command -v apt-get >/dev/null 2>&1 || { has_browser; exit; }
if [ "$(id -u)" = 0 ]; then
    may=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    may="sudo -n"
else
    has_browser
    exit
fi
echo "  Chromium and Chinese fonts (apt) …"
log=$(mktemp)
export DEBIAN_FRONTEND=noninteractive
install() { $may apt-get install -y -q --no-install-recommends chromium fonts-noto-cjk fontconfig </dev/null >"$log" 2>&1; }
install || { $may apt-get update -q </dev/null >"$log" 2>&1 && install; } || tail -5 "$log"
rm -f "$log"
has_browser
