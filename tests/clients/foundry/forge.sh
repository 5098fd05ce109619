#!/usr/bin/env bash
# forge against a running devnet: a script that broadcasts, a contract that is created, tests on a fork of L2.
#
#     kopi devnet --ports 0 --json > devnet.json &
#     npm ci --ignore-scripts && (cd ../js && npm ci) && bash forge.sh devnet.json
#
# Prints one line per check; exits 1 when one fails.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ $# = 1 ] || { echo "usage: $0 DEVNET_JSON" >&2; exit 2; }
export FOUNDRY_DISABLE_NIGHTLY_WARNING=1 NO_COLOR=1
forge=$(ls "$here"/node_modules/@foundry-rs/forge-*/bin/forge | head -n 1)
pick() { node -p 'const it = JSON.parse(fs.readFileSync(process.argv[1])); '"$2" "$1"; }
L2=$(pick "$1" it.sequencer.rpc)
KEY=$(pick "$1" 'it.accounts[7].privateKey')
passed=0 failed=0

# check WHAT WANTED ARGUMENTS…: whether forge says what is wanted.
check() {
  local what=$1 wanted=$2 output
  shift 2
  if output=$(cd "$here/../contract" && timeout 90 "$forge" "$@" 2>&1) && [[ "$output" == *"$wanted"* ]]; then
    echo "ok     $what"
    passed=$((passed + 1))
  else
    echo "FAILED $what"
    echo "$output"
    failed=$((failed + 1))
  fi
}

check 'forge script --broadcast' 'ONCHAIN EXECUTION COMPLETE & SUCCESSFUL' \
  script script/Deploy.s.sol:Deploy --rpc-url "$L2" --private-key "$KEY" --broadcast --sig 'run(bytes32)' "$(printf '0x%064x' $RANDOM)"
check 'forge create' 'Deployed to: 0x' create --rpc-url "$L2" --private-key "$KEY" --broadcast src/Token.sol:Token
check 'forge test --fork-url' '1 tests passed, 0 failed' test --fork-url "$L2"

echo "$passed passed, $failed failed"
[ $failed = 0 ]
