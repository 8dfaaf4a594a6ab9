#!/bin/sh
# Makes the environment from the lock file, and says in one sentence what the machine lacks.
set -eu
python="$1"; venv="$2"; lock="$3"

say() { printf '%s\n' "$*" >&2; exit 1; }

command -v "$python" >/dev/null 2>&1 ||
    say "Python 3.11 以上が見つかりません。次の命令で入ります: sudo apt install python3 python3-venv"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    say "$("$python" --version) では動きません。3.11 以上の Python を入れて、make PYTHON=python3.11 のように呼んでください。"
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    say "Python の venv が入っていません。次の命令で入ります: sudo apt install python3-venv"

[ -x "$venv/bin/python" ] && "$venv/bin/python" -m pip --version >/dev/null 2>&1 || { rm -rf "$venv"; "$python" -m venv "$venv"; }
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$lock" ||
    say "部品を取りに行けませんでした。ネットワークを確かめて、もう一度 make setup を呼んでください。途中までの分は残っています。"
# setuptools warns at length about editable installs; its words are shown only when it fails.
log="$venv/editable.log"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . 2>"$log" ||
    { cat "$log" >&2; exit 1; }
exec "$venv/bin/python" packaging/doctor.py
