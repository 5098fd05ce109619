#!/usr/bin/env bash
# What a developer does with cast, and a whole withdrawal as docs/bridging-with-cast.md has it, against a running devnet.
#
#     kopi devnet --ports 0 --json > devnet.json &
#     npm ci --ignore-scripts && bash cast.sh devnet.json
#
# Prints one line per check; exits 1 when one fails. Needs node to read JSON.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ $# = 1 ] || { echo "usage: $0 DEVNET_JSON" >&2; exit 2; }
export FOUNDRY_DISABLE_NIGHTLY_WARNING=1 NO_COLOR=1
cast=$(ls "$here"/node_modules/@foundry-rs/cast-*/bin/cast | head -n 1)
cast() { timeout 60 "$cast" "$@"; }

# What a JavaScript expression of $1 (JSON) is.
pick() { node -p "const it = JSON.parse(process.argv[1]); $2" "$1"; }
file=$(cat "$1")
L1=$(pick "$file" it.l1.rpc)
L2=$(pick "$file" it.sequencer.rpc)
WS=$(pick "$file" it.sequencer.ws)
KEY=$(pick "$file" 'it.accounts[6].privateKey')
FROM=$(pick "$file" 'it.accounts[6].address')
PORTAL=$(pick "$file" it.contracts.OptimismPortal2)
FACTORY=$(pick "$file" it.contracts.DisputeGameFactory)
token=$(cat "$here/../contract/Token.json")
passed=0 failed=0

# check WHAT COMMAND…: whether the command succeeds.
check() {
  local what=$1
  shift
  if "$@"; then echo "ok     $what"; passed=$((passed + 1)); else echo "FAILED $what"; failed=$((failed + 1)); fi
}
is() { [ "$1" = "$2" ] || { echo "  got: $1"; return 1; }; }
has() { [[ "$1" == *"$2"* ]] || { echo "  got: $1"; return 1; }; }
positive() { [[ "$1" =~ ^[0-9]+ ]] && [ "${1%% *}" != 0 ]; }
lower() { tr '[:upper:]' '[:lower:]'; }
send() { cast send --json --rpc-url "$L2" --private-key "$KEY" "$@"; }
send_l1() { cast send --json --rpc-url "$L1" --private-key "$KEY" "$@"; }

# Waits two minutes at most until a command succeeds.
await() {
  local end=$((SECONDS + 120))
  until "$@"; do [ $SECONDS -lt $end ] || return 1; sleep 0.5; done
}

check 'cast chain-id' is "$(cast chain-id --rpc-url "$L2")" "$(pick "$file" it.sequencer.chainId)"
check 'cast balance' positive "$(cast balance --rpc-url "$L2" "$FROM")"
check 'cast gas-price' positive "$(cast gas-price --rpc-url "$L2")"
check 'cast client' has "$(cast client --rpc-url "$L2" | lower)" kopi

# The withdrawal begins first: its game takes a while.
TO=$(cast wallet new --json | node -p 'JSON.parse(fs.readFileSync(0))[0].address')
deposit=$(send_l1 --value 1ether "$PORTAL" 'depositTransaction(address,uint256,uint64,bool,bytes)' "$TO" 1000000000000000000 100000 false 0x)
check 'a deposit' is "$(pick "$deposit" it.status)" 0x1
# A deposit counts up its sender's nonce on L2: a transaction signed before it arrives may be too old.
arrived() { positive "$(cast balance --rpc-url "$L2" "$TO")"; }
check 'the deposit arrived' await arrived
PASSER=0x4200000000000000000000000000000000000016
begun=$(send --value 0.5ether "$PASSER" 'initiateWithdrawal(address,uint256,bytes)' "$TO" 100000 0x)
check 'a withdrawal begins' is "$(pick "$begun" it.status)" 0x1
WITHDRAWN=$(pick "$begun" 'Number(it.blockNumber)')
NONCE=$(pick "$begun" 'BigInt(it.logs[0].topics[1]).toString()')
parts=$(cast decode-abi 'x()(uint256,uint256,bytes,bytes32)' "$(pick "$begun" 'it.logs[0].data')")
WITHDRAWAL_HASH=$(tail -n 1 <<<"$parts")
TX="($NONCE,$FROM,$TO,500000000000000000,100000,0x)"

sent=$(send "$TO" --value 0.01ether)
check 'a transfer' is "$(pick "$sent" it.status)" 0x1
hash=$(pick "$sent" it.transactionHash)
check 'its receipt has the fee for L1' positive "$(pick "$(cast receipt --rpc-url "$L2" --json "$hash")" 'Number(it.l1Fee)')"
check 'cast tx' is "$(cast tx --rpc-url "$L2" "$hash" to | lower)" "$(lower <<<"$TO")"
check 'cast receipt' is "$(cast receipt --rpc-url "$L2" "$hash" transactionHash)" "$hash"
raw=$(cast tx --rpc-url "$L2" --raw "$hash")
check 'cast decode-transaction' is "$(pick "$(cast decode-transaction "$raw")" 'JSON.parse(it).signer')" "$FROM"
ORACLE=0x420000000000000000000000000000000000000F
check 'the fee for L1' positive "$(cast call --rpc-url "$L2" $ORACLE 'getL1Fee(bytes)(uint256)' "$raw")"
check 'the operator fee' is "$(cast call --rpc-url "$L2" $ORACLE 'getOperatorFee(uint256)(uint256)' 21000)" 0

deployed=$(send --create "$(pick "$token" it.bytecode)")
TOKEN=$(pick "$deployed" it.contractAddress)
check 'a contract is deployed' is "$(pick "$deployed" it.status)" 0x1
check 'cast code' has "$(cast code --rpc-url "$L2" "$TOKEN")" 0x60
check 'cast call' is "$(cast call --rpc-url "$L2" "$TOKEN" 'name()(string)')" '"T"'
check 'cast block-number over WebSocket' positive "$(cast block-number --rpc-url "$WS")"
check 'cast estimate' positive "$(cast estimate --rpc-url "$L2" --from "$FROM" "$TOKEN" 'transfer(address,uint256)' "$TO" 7)"
spent=$(send "$TOKEN" 'transfer(address,uint256)' "$TO" 7)
check 'a call' is "$(pick "$spent" it.status)" 0x1
logs=$(cast logs --json --rpc-url "$L2" --from-block "$(pick "$deployed" 'Number(it.blockNumber)')" --address "$TOKEN" 'Transfer(address indexed,address indexed,uint256)')
check 'cast logs' is "$(pick "$logs" it.length)" 2
check 'a revert with its reason' has "$(cast call --rpc-url "$L2" "$TOKEN" 'fail()' 2>&1)" 'no way'
check 'a revert with an error of its own' has "$(cast estimate --rpc-url "$L2" --from "$FROM" "$TOKEN" 'transfer(address,uint256)' "$TO" 5000 2>&1)" 'revert'
check 'cast access-list' has "$(cast access-list --rpc-url "$L2" --from "$FROM" "$TOKEN" 'transfer(address,uint256)' "$TO" 1)" 'gas used'
check 'cast storage' is "$(cast storage --rpc-url "$L2" "$TOKEN" 1)" 0x5400000000000000000000000000000000000000000000000000000000000002
# On L1 alone: cast run 1.7.1 knows deposits only on the chains that it knows by name.
check 'cast run replays a transaction' has "$(cast run --quick --rpc-url "$L1" "$(pick "$deposit" it.transactionHash)" 2>&1)" 'Transaction successfully executed'
check 'cast call --trace' has "$(cast call --trace --rpc-url "$L2" "$TOKEN" 'name()(string)' 2>&1)" 'name()'
trace=$(cast rpc --rpc-url "$L2" debug_traceTransaction "$(pick "$spent" it.transactionHash)" '{"tracer":"callTracer"}')
check 'debug_traceTransaction' is "$(pick "$trace" it.to)" "$(lower <<<"$TOKEN")"
simulated=$(cast rpc --rpc-url "$L2" eth_simulateV1 "{\"blockStateCalls\":[{\"calls\":[{\"from\":\"$FROM\",\"to\":\"$TO\",\"value\":\"0x1\"}]}]}" latest)
check 'eth_simulateV1' is "$(pick "$simulated" 'it[0].calls[0].status')" 0x1
check 'cast call with other code' is "$(cast call --rpc-url "$L2" --override-code "$TOKEN:0x602a60005260206000f3" "$TOKEN" 'name()(uint256)')" 42
check 'cast find-block' positive "$(cast find-block --rpc-url "$L2" "$(cast block --rpc-url "$L2" latest -f timestamp)")"

other=$(cast wallet new --json)
OTHER=$(pick "$other" 'it[0].address')
signed=$(cast wallet sign-auth --rpc-url "$L2" --private-key "$(pick "$other" 'it[0].private_key')" "$TOKEN")
delegating=$(send "$OTHER" 'name()' --auth "$signed")
check 'EIP-7702' is "$(pick "$delegating" it.status)" 0x1
check 'its delegation' is "$(cast code --rpc-url "$L2" "$OTHER")" "0xef0100$(lower <<<"${TOKEN#0x}")"

covered() {
  local count
  count=$(cast call --rpc-url "$L1" "$FACTORY" 'gameCount()(uint256)')
  [ "${count%% *}" -gt 0 ] || return 1
  INDEX=$((${count%% *} - 1))
  GAME=$(cast call --rpc-url "$L1" "$FACTORY" 'gameAtIndex(uint256)(uint32,uint64,address)' $INDEX | tail -n 1)
  BLOCK=$(cast call --rpc-url "$L1" "$GAME" 'l2BlockNumber()(uint256)')
  BLOCK=${BLOCK%% *}
  [ "$BLOCK" -ge "$WITHDRAWN" ]
}
check 'a game covers the withdrawal' await covered
SLOT=$(cast keccak "$(cast abi-encode 'x(bytes32,uint256)' "$WITHDRAWAL_HASH" 0)")
proof=$(cast proof --rpc-url "$L2" --block "$BLOCK" $PASSER "$SLOT")
block=$(cast block --rpc-url "$L2" --json "$BLOCK")
proven=$(send_l1 "$PORTAL" \
  'proveWithdrawalTransaction((uint256,address,address,uint256,uint256,bytes),uint256,(bytes32,bytes32,bytes32,bytes32),bytes[])' \
  "$TX" "$INDEX" "($(printf '0x%064d' 0),$(pick "$block" it.stateRoot),$(pick "$proof" it.storageHash),$(pick "$block" it.hash))" \
  "[$(pick "$proof" 'it.storageProof[0].proof.join()')]")
check 'the withdrawal is proven' is "$(pick "$proven" it.status)" 0x1
final() { cast call --rpc-url "$L1" "$PORTAL" 'checkWithdrawal(bytes32,address)' "$WITHDRAWAL_HASH" "$FROM" >/dev/null 2>&1; }
check 'the delays end' await final
finalized=$(send_l1 "$PORTAL" 'finalizeWithdrawalTransaction((uint256,address,address,uint256,uint256,bytes))' "$TX")
check 'the withdrawal is finalized' is "$(pick "$finalized" it.status)" 0x1
check 'its ether arrives on L1' is "$(cast balance --rpc-url "$L1" "$TO")" 500000000000000000

echo "$passed passed, $failed failed"
[ $failed = 0 ]
