#!/usr/bin/env bash
# Starts a throw-away SMTP server of another make (aiosmtpd) on loopback that files what it is sent, and prints its
# process id.
#
#   scripts/smtp-sink.sh DIR PORT [CERT KEY]
#
# DIR        an existing directory of the caller's; the mail comes to DIR/sink (a Maildir: look in new/), each with the
#            headers X-MailFrom, X-RcptTo and X-Peer added by the server
# CERT KEY   with a certificate and key in PEM, STARTTLS is offered and required
#
# Stop it with `kill PID`. When the calling process goes away without doing so, it ends by itself.
set -euo pipefail

if [ $# -ne 2 ] && [ $# -ne 4 ]; then sed -n '2,12p' "$0" >&2; exit 2; fi
dir=$(cd "$1" && pwd) port=$2
caller=$PPID
tls=()
if [ $# -eq 4 ]; then tls=(--tlscert "$3" --tlskey "$4"); fi

sink=$(command -v aiosmtpd || true)
if [ -z "$sink" ]; then
  echo "smtp-sink: aiosmtpd is missing: apt-get install python3-aiosmtpd" >&2
  exit 3
fi

"$sink" --nosetuid --smtputf8 --listen "127.0.0.1:$port" "${tls[@]}" \
  --class aiosmtpd.handlers.Mailbox "$dir/sink" </dev/null >"$dir/sink.log" 2>&1 &
pid=$!
for _ in $(seq 1 200); do
  if ! kill -0 "$pid" 2>/dev/null; then break; fi
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    ( while kill -0 "$caller" 2>/dev/null && kill -0 "$pid" 2>/dev/null; do sleep 1; done
      kill "$pid" 2>/dev/null || true ) </dev/null >/dev/null 2>&1 &
    disown -a
    echo "$pid"
    exit 0
  fi
  sleep 0.05
done
kill "$pid" 2>/dev/null || true
echo "smtp-sink: no answer on port $port" >&2
tail -20 "$dir/sink.log" >&2
exit 1
