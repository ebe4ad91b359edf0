#!/usr/bin/env bash
# Starts a throw-away Dovecot (IMAP and LMTP, no TLS) on loopback for tests, and prints its process id.
#
#   scripts/dovecot-test.sh DIR PORT_IMAP PORT_LMTP [INTROSPECTION_URL]
#
# DIR        an empty directory of the caller's; configuration, sockets, log and Maildirs go there
# users      regie, alice, bob; password "secret" for each; mail in DIR/mail/<user>
# fourth     with a URL, SASL XOAUTH2 and OAUTHBEARER are on and a token is asked about there (RFC 7662, POST)
#
# It runs without privileges: as the caller, or, when the caller is root, as `nobody` (so that every directory above DIR
# must be open to others for passing through). Stop it with `kill PID`. When the calling process goes away without doing
# so, it ends by itself.
set -euo pipefail

if [ $# -lt 3 ]; then sed -n '2,12p' "$0" >&2; exit 2; fi
dir=$(cd "$1" && pwd) imap=$2 lmtp=$3 introspect=${4:-}
caller=$PPID

dovecot=$(command -v dovecot || ls /usr/sbin/dovecot 2>/dev/null || true)
if [ -z "$dovecot" ] || [ ! -x /usr/lib/dovecot/imap ] || [ ! -x /usr/lib/dovecot/lmtp ]; then
  echo "dovecot-test: Dovecot is missing: apt-get install dovecot-imapd dovecot-lmtpd" >&2
  exit 3
fi

user=$(id -un) group=$(id -gn) as=()
if [ "$(id -u)" = 0 ]; then
  user=nobody group=$(id -gn nobody)
  as=(setpriv "--reuid=$user" "--regid=$group" --clear-groups)
fi

mkdir -p "$dir/run" "$dir/mail" "$dir/state"
for name in regie alice bob; do printf '%s:{PLAIN}secret\n' "$name"; done >"$dir/users"

mechanisms="plain login" oauth=""
if [ -n "$introspect" ]; then
  mechanisms="$mechanisms xoauth2 oauthbearer"
  cat >"$dir/oauth2.conf" <<EOF
introspection_mode = post
introspection_url = $introspect
username_attribute = username
active_attribute = active
active_value = true
EOF
  oauth="passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = $dir/oauth2.conf
}"
fi

cat >"$dir/dovecot.conf" <<EOF
base_dir = $dir/run
state_dir = $dir/state
log_path = $dir/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = $mechanisms
auth_username_format = %Ln
auth_failure_delay = 0
default_internal_user = $user
default_internal_group = $group
default_login_user = $user
first_valid_uid = 1
mail_home = $dir/mail/%n
mail_location = maildir:~/Maildir
mail_fsync = never
$oauth
passdb {
  driver = passwd-file
  mechanisms = plain login
  args = username_format=%n $dir/users
}
userdb {
  driver = static
  args = uid=$(id -u "$user") gid=$(getent group "$group" | cut -d: -f3) allow_all_users=yes
}
namespace inbox {
  inbox = yes
  separator = /
}
service imap-login {
  chroot =
  process_min_avail = 0
  service_count = 1
  inet_listener imap {
    address = 127.0.0.1
    port = $imap
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  chroot =
  inet_listener lmtp {
    address = 127.0.0.1
    port = $lmtp
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
service imap {
  vsz_limit = 256M
}
EOF

if [ ${#as[@]} -gt 0 ]; then chown -R "$user:$group" "$dir"; fi

if ! "${as[@]}" "$dovecot" -c "$dir/dovecot.conf" >&2; then
  echo "dovecot-test: it did not start" >&2
  [ -f "$dir/dovecot.log" ] && tail -20 "$dir/dovecot.log" >&2
  exit 1
fi

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
for _ in $(seq 1 100); do
  if [ -s "$dir/run/master.pid" ] && listening "$imap" && listening "$lmtp"; then
    pid=$(cat "$dir/run/master.pid")
    ( while kill -0 "$caller" 2>/dev/null && kill -0 "$pid" 2>/dev/null; do sleep 1; done
      kill "$pid" 2>/dev/null || true ) </dev/null >/dev/null 2>&1 &
    disown
    echo "$pid"
    exit 0
  fi
  sleep 0.05
done
echo "dovecot-test: no answer on ports $imap and $lmtp" >&2
tail -20 "$dir/dovecot.log" >&2 || true
[ -s "$dir/run/master.pid" ] && kill "$(cat "$dir/run/master.pid")"
exit 1
