#!/bin/sh
# Installs PostgreSQL from Debian's own packages, for the tests of the hub. Nothing is done where it is there already;
# no cluster of the machine is made or started: the tests run one of their own and take it away again.
set -eu

say() { printf '%s\n' "$*" >&2; exit 1; }

command -v initdb >/dev/null 2>&1 && exit 0
for programs in /usr/lib/postgresql/*/bin; do
    [ -x "$programs/initdb" ] && exit 0
done

command -v apt-get >/dev/null 2>&1 ||
    say "apt-get がありません。この機械のやり方で PostgreSQL のサーバーを入れて、initdb に道を通してください。"

as_root=""
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || say "root の権限がいります。root で sh packaging/postgres.sh を呼んでください。"
    as_root="sudo"
fi

install() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null ||
        say "PostgreSQL を入れられませんでした。ネットワークを確かめて、もう一度 sh packaging/postgres.sh を呼んでください。"
}

$as_root apt-get update -qq
# Debian would make and start a cluster with the package; a machine that only tests needs none.
install postgresql-common
$as_root sed -i 's/^#*create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
install postgresql
