#!/bin/sh
# Installs what the window's tests need from Debian's own packages: a virtual screen, Qt's X11 libraries, the font.
# Nothing is done where it is there already. Whoever only uses the window needs none of this on a usual desktop.
set -eu

say() { printf '%s\n' "$*" >&2; exit 1; }

libraries="libegl1 libgl1 libdbus-1-3 libfontconfig1 libxkbcommon0 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4
libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-shape0"
wanted="xvfb fonts-morisawa-bizud-gothic $libraries"

lacking() {
    for package in $wanted; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s ' "$package"
    done
}

command -v apt-get >/dev/null 2>&1 ||
    say "apt-get がありません。この機械のやり方で Xvfb と Qt の X11 の部品を入れてください: $libraries"
[ -n "$(lacking)" ] || exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || say "root の権限がいります。root で sh packaging/screen.sh を呼んでください。"
    as_root="sudo"
fi
$as_root apt-get update -qq
# shellcheck disable=SC2046 # a list of packages
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(lacking) >/dev/null ||
    say "窓の部品を入れられませんでした。ネットワークを確かめて、もう一度 sh packaging/screen.sh を呼んでください。"
