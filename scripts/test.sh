#!/usr/bin/env bash
# Every check of the project, from nothing: what `make test` and CI run.
#
#   scripts/test.sh            all stages
#   scripts/test.sh rust e2e   only these (see `stages` below)
#
# A stage that is not a test run counts as one check. The last line is "N passed, N failed"; the exit code is not 0 when
# anything failed. REGIE_LONG=1 (`make test-long`) runs the same checks with more rounds, and pages and intake on PostgreSQL
# too (`other`).
set -uo pipefail
cd "$(dirname "$0")/.."

stages=(format lints clippy build rust docs e2e)
if [ $# -gt 0 ]; then stages=("$@"); fi
long=${REGIE_LONG:-}
[ $# -gt 0 ] || [ -z "$long" ] || stages+=(other)
export CARGO_TERM_COLOR=${CARGO_TERM_COLOR:-never}
# Nothing is built twice there, and what incremental builds keep costs time and disk.
[ -z "${CI:-}" ] || export CARGO_INCREMENTAL=0
export PATH="$PATH:/usr/sbin:$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)"
minutes() { if [ -n "$long" ]; then echo "$(($1 * 12))m"; else echo "${1}m"; fi; }

passed=0 failed=0
summary=()
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# ---------------------------------------------------------------- what has to be there

missing_packages() {
  command -v initdb >/dev/null || echo postgresql-15
  [ -x /usr/lib/dovecot/imap ] || command -v dovecot-imap >/dev/null || echo dovecot-imapd
  [ -x /usr/lib/dovecot/lmtp ] || command -v dovecot-lmtp >/dev/null || echo dovecot-lmtpd
  command -v swaks >/dev/null || echo swaks
  python3 -c 'import ensurepip' 2>/dev/null || echo python3-venv
  command -v curl >/dev/null || echo curl
  command -v aiosmtpd >/dev/null || echo python3-aiosmtpd
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
    || [ -n "${REGIE_CHROMIUM:-}" ] || echo chromium
}

# Installs what is missing where that is allowed (root on Debian); otherwise says what to install, and fails.
prepare() {
  local tool absent=()
  for tool in cargo cc node npm; do
    command -v "$tool" >/dev/null || absent+=("$tool")
  done
  if [ ${#absent[@]} -gt 0 ]; then
    echo "missing: ${absent[*]}. Needed are Rust 1.95, a C compiler and Node 20 with npm."
    return 1
  fi
  local packages
  mapfile -t packages < <(missing_packages)
  if [ ${#packages[@]} -gt 0 ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      echo "installing: ${packages[*]}"
      local apt=(apt-get -o DPkg::Lock::Timeout=300 -y -q)
      export DEBIAN_FRONTEND=noninteractive
      "${apt[@]}" install --no-install-recommends "${packages[@]}" </dev/null >"$work/apt.log" 2>&1 \
        || { "${apt[@]}" update </dev/null >>"$work/apt.log" 2>&1 \
             && "${apt[@]}" install --no-install-recommends "${packages[@]}" </dev/null >>"$work/apt.log" 2>&1; } \
        || tail -20 "$work/apt.log"
      hash -r
      PATH="$PATH:$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)"
      mapfile -t packages < <(missing_packages)
    fi
    if [ ${#packages[@]} -gt 0 ]; then
      echo "missing. On Debian 12, install them with:"
      echo "  sudo apt-get install ${packages[*]}"
      return 1
    fi
  fi
  fuzzer || return 1
  make --no-print-directory setup </dev/null
}

# What tries the API. A test names it missing only where REGIE_CHECKS says that all checks are wanted.
fuzzer() {
  local version=4.32.5 tools=target/tools/schemathesis
  export REGIE_CHECKS=1
  [ "$(cat "$tools/version" 2>/dev/null)" = "$version" ] && return 0
  python3 -m venv "$tools" && "$tools/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$version" \
    && echo "$version" >"$tools/version" && return 0
  echo "schemathesis $version could not be fetched by pip"
  return 1
}

# ---------------------------------------------------------------- stages; a check returns 0 or not, a run leaves counts

counts() { echo "$1 $2" >"$work/counts"; }

stage_format() {
  cargo fmt --all --check -- -l && return 0
  echo "not laid out as rustfmt does it: run \`make fmt\`"
  return 1
}

stage_lints() {
  local bad=0 crates
  node scripts/lint.mjs --report || bad=1
  crates=$(cargo tree --workspace --all-features --locked -e normal,build --prefix none) || return 1
  if grep -E '^(aws-lc-rs|aws-lc-sys|openssl|openssl-sys|native-tls) ' <<<"$crates" | sort -u | grep .; then
    echo "banned crates in the tree (see deny.toml)"
    bad=1
  fi
  if command -v systemd-analyze >/dev/null; then
    sed 's#/usr/local/bin/regie#/bin/true#' deploy/regie.service >"$work/regie.service"
    systemd-analyze verify --man=no "$work/regie.service" || bad=1
  fi
  if cargo deny --version >/dev/null 2>&1; then
    cargo deny --offline check bans licenses sources || bad=1
  else
    echo "cargo-deny is not installed: its licence list was not checked, its bans were"
  fi
  return $bad
}

stage_clippy() { timeout "$(minutes 40)" cargo clippy --workspace --all-targets --locked --quiet -- -D warnings; }

# The binary and the tests in one selection, so that fault and browser tests drive what the Rust tests were built with.
stage_build() { timeout "$(minutes 40)" cargo build --workspace --lib --bins --tests --locked --quiet; }

stage_rust() {
  local rc
  if cargo nextest --version >/dev/null 2>&1; then
    local profile=default
    [ -z "$long" ] || profile=long
    rm -f "target/nextest/$profile/junit.xml"
    timeout "$(minutes 50)" cargo nextest run --workspace --locked --no-fail-fast --profile "$profile" --no-tests=fail
    rc=$?
    node scripts/count.mjs junit "target/nextest/$profile/junit.xml" "$rc" >"$work/counts"
  else
    echo "cargo-nextest is not installed: using cargo test (no time limit per test)"
    timeout "$(minutes 50)" cargo test --workspace --lib --bins --tests --locked --no-fail-fast -- --test-threads=2 2>&1 \
      | tee "$work/cargo-test.log"
    rc=${PIPESTATUS[0]}
    node scripts/count.mjs cargo "$work/cargo-test.log" "$rc" >"$work/counts"
  fi
  return "$rc"
}

# Pages and intake, which the short form tries on SQLite alone, on PostgreSQL.
stage_other() {
  local rc
  rm -f target/nextest/long/junit.xml
  REGIE_TEST_DATABASE=postgres timeout "$(minutes 30)" cargo nextest run -p regie-web -p regie-channels --locked \
    --no-fail-fast --profile long --no-tests=fail
  rc=$?
  node scripts/count.mjs junit target/nextest/long/junit.xml "$rc" >"$work/counts"
  return "$rc"
}

# Examples in doc comments; nextest does not run them. The whole workspace, or the libraries would be built anew.
stage_docs() {
  local rc
  if ! grep -rqE '^ *//[/!] ```($|rust|no_run|should_panic)' crates/*/src; then
    echo "no examples in doc comments"
    return 0
  fi
  timeout "$(minutes 15)" cargo test --doc --workspace --locked --quiet 2>&1 | tee "$work/doc.log"
  rc=${PIPESTATUS[0]}
  node scripts/count.mjs cargo "$work/doc.log" "$rc" >"$work/counts"
  return "$rc"
}

stage_e2e() {
  local rc
  npm --prefix e2e ci --no-audit --no-fund --loglevel=error </dev/null || return 1
  timeout "$(minutes 30)" node --test --test-concurrency=1 --test-timeout=1500000 \
    --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="$work/e2e.tap" e2e/tests/*.mjs
  rc=$?
  node scripts/count.mjs tap "$work/e2e.tap" "$rc" >"$work/counts"
  return "$rc"
}

# ---------------------------------------------------------------- run and sum up

run() {
  local name=$1 rc ok bad cpu
  shift
  echo
  echo "== $name"
  rm -f "$work/counts"
  TIMEFORMAT='%R %U %S'
  { time "$@" 2>&3; } 3>&2 2>"$work/time"
  rc=$?
  read -r wall user system <<<"$(tail -1 "$work/time")"
  if [ -s "$work/counts" ]; then
    read -r ok bad <"$work/counts"
  elif [ $rc -eq 0 ]; then
    ok=1 bad=0
    [ "$name" != prepare ] || ok=0 # being able to start proves nothing
  else ok=0 bad=1
  fi
  # A run that ended badly without a failed test (it did not compile, it was cut off) is a failure all the same.
  if [ $rc -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  passed=$((passed + ok)) failed=$((failed + bad))
  summary+=("$(awk -v n="$name" -v w="$wall" -v c="$user" -v s="$system" -v ok="$ok" -v bad="$bad" \
    'BEGIN { printf "%-8s %7.1f %7.1f   %d passed, %d failed", n, w / 60, (c + s) / 60, ok, bad }')")
  total_wall=$(awk -v a="${total_wall:-0}" -v b="$wall" 'BEGIN { print a + b }')
  total_cpu=$(awk -v a="${total_cpu:-0}" -v b="$user" -v c="$system" 'BEGIN { print a + b + c }')
  return $rc
}

if run prepare prepare; then
  for stage in "${stages[@]}"; do
    if ! declare -F "stage_$stage" >/dev/null; then
      echo "no such stage: $stage"; failed=$((failed + 1)); continue
    fi
    run "$stage" "stage_$stage" || true
  done
fi

echo
echo "stage       wall     cpu   (minutes)"
printf '%s\n' "${summary[@]}"
awk -v w="$total_wall" -v c="$total_cpu" 'BEGIN { printf "%-8s %7.1f %7.1f\n\n", "total", w / 60, c / 60 }'
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
