"""What a wallet does through web3.py on L2, and a deposit from L1, against a running devnet.

    kopi devnet --ports 0 --json > devnet.json &
    pip install --require-hashes -r requirements.txt && python wallet.py devnet.json

Prints one line per check; exits 1 when one fails.
"""

import asyncio
import json
import pathlib
import sys
import time

from eth_account import Account
from web3 import AsyncWeb3, Web3, WebSocketProvider
from web3.exceptions import ContractCustomError, ContractLogicError, ContractPanicError, Web3RPCError

if len(sys.argv) != 2:
    sys.exit(f"usage: {sys.argv[0]} DEVNET_JSON")
devnet = json.loads(pathlib.Path(sys.argv[1]).read_text())
compiled = json.loads((pathlib.Path(__file__).parent / "../contract/Token.json").read_text())
passed = failed = 0


def check(holds, what):
    global passed, failed
    print("ok    " if holds else "FAILED", what, flush=True)
    passed, failed = (passed + 1, failed) if holds else (passed, failed + 1)


def poll(condition, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.2)
    return False


w3 = Web3(Web3.HTTPProvider(devnet["sequencer"]["rpc"]))
l1 = Web3(Web3.HTTPProvider(devnet["l1"]["rpc"]))
account = Account.from_key(devnet["accounts"][8]["privateKey"])
chain_id = w3.eth.chain_id


def send(transaction, w3=w3, key=account):
    transaction = {
        "from": key.address,
        "chainId": w3.eth.chain_id,
        "nonce": w3.eth.get_transaction_count(key.address),
        **transaction,
    }
    if "gas" not in transaction:
        asked = {name: value for name, value in transaction.items() if name != "nonce"}
        transaction["gas"] = w3.eth.estimate_gas(asked)
    if "gasPrice" not in transaction:
        tip = w3.eth.max_priority_fee
        base = w3.eth.get_block("latest")["baseFeePerGas"]
        transaction.update(maxPriorityFeePerGas=tip, maxFeePerGas=2 * base + tip)
    signed = key.sign_transaction(transaction)
    return w3.eth.send_raw_transaction(signed.raw_transaction)


def mined(digest, w3=w3):
    return w3.eth.wait_for_transaction_receipt(digest, timeout=60, poll_latency=0.1)


heads, pending, logs = [], [], []


async def subscribe(ready, until):
    async with AsyncWeb3(WebSocketProvider(devnet["sequencer"]["ws"])) as ws:
        kinds = {
            await ws.eth.subscribe("newHeads"): heads,
            await ws.eth.subscribe("newPendingTransactions"): pending,
            await ws.eth.subscribe("logs", {"topics": [Web3.keccak(text="Transfer(address,address,uint256)")]}): logs,
        }
        ready.set()
        async for message in ws.socket.process_subscriptions():
            kinds[message["subscription"]].append(message["result"])
            if until.is_set() and logs and pending and len(heads) > 3:
                return


def on_chain():
    check(chain_id == devnet["sequencer"]["chainId"], "chain_id")
    check(w3.client_version.lower().startswith("kopi"), "client_version")
    check(w3.eth.get_balance(account.address) > 10**18, "get_balance")

    to = Account.create().address
    transfer = mined(send({"to": to, "value": 10**16}))
    check(transfer["status"] == 1, "a transfer is mined")
    check(w3.eth.get_balance(to) == 10**16, "it arrives")
    fee = int(transfer["l1Fee"], 16) if isinstance(transfer["l1Fee"], str) else transfer["l1Fee"]
    check(fee > 0, "its receipt tells the fee for L1")
    number = transfer["blockNumber"]
    taken = w3.eth.get_balance(account.address, number - 1) - w3.eth.get_balance(account.address, number)
    check(taken == 10**16 + transfer["gasUsed"] * transfer["effectiveGasPrice"] + fee, "the fees are all that is taken")
    raw = w3.eth.get_raw_transaction(transfer["transactionHash"])
    oracle = w3.eth.contract(
        Web3.to_checksum_address("0x420000000000000000000000000000000000000f"),
        abi=[
            {
                "type": "function",
                "name": name,
                "stateMutability": "view",
                "inputs": [{"name": "", "type": given}],
                "outputs": [{"name": "", "type": "uint256"}],
            }
            for name, given in (("getL1Fee", "bytes"), ("getOperatorFee", "uint256"))
        ],
    )
    check(0.9 * fee < oracle.functions.getL1Fee(bytes(raw)).call(block_identifier=number) < 1.8 * fee, "getL1Fee")
    check(oracle.functions.getOperatorFee(21000).call() == 0, "getOperatorFee")
    legacy = mined(send({"to": to, "value": 1, "gas": 21000, "gasPrice": w3.eth.gas_price * 2}))
    check(legacy["status"] == 1 and legacy["type"] == 0, "a legacy transaction")

    deployed = mined(send({"data": compiled["bytecode"]}))
    token = w3.eth.contract(deployed["contractAddress"], abi=compiled["abi"])
    check(deployed["status"] == 1 and token.functions.name().call() == "T", "a contract is deployed")
    filtered = token.events.Transfer.create_filter(from_block="latest")
    data = token.encode_abi("transfer", [to, 7])
    spent = mined(send({"to": token.address, "data": data}))
    (event,) = token.events.Transfer().process_receipt(spent)
    check(event["args"]["value"] == 7 and token.functions.balanceOf(to).call() == 7, "a call and its log")
    check(poll(lambda: any(e["args"]["value"] == 7 for e in filtered.get_new_entries()), 20), "logs by a filter")
    check(len(token.events.Transfer().get_logs(from_block=deployed["blockNumber"])) == 2, "get_logs")
    for name, arguments, kind in (
        ("transfer", [to, 5000], ContractCustomError),
        ("fail", [], ContractLogicError),
        ("boom", [], ContractPanicError),
    ):
        try:
            getattr(token.functions, name)(*arguments).call({"from": account.address})
            check(False, f"{name} reverts")
        except kind as error:
            check(name != "fail" or "no way" in str(error), f"{name} reverts: {kind.__name__}")

    proof = w3.eth.get_proof(token.address, [1])
    check(proof["storageProof"][0]["value"] != b"", "get_proof")
    listed = w3.eth.create_access_list({"from": account.address, "to": token.address, "data": data})
    check(listed["gasUsed"] > 21000 and len(listed["accessList"]) == 1, "create_access_list")
    simulated = w3.eth.simulate_v1(
        {"blockStateCalls": [{"calls": [{"from": account.address, "to": token.address, "data": data}]}]}, "latest"
    )
    check(simulated[0]["calls"][0]["status"] == 1, "simulate_v1")
    other_code = w3.eth.call(
        {"to": token.address}, "latest", {token.address: {"code": "0x602a60005260206000f3"}}
    )
    check(int.from_bytes(other_code, "big") == 42, "a call with other code")
    called = w3.provider.make_request(
        "debug_traceTransaction", [spent["transactionHash"].to_0x_hex(), {"tracer": "callTracer"}]
    )
    check(called["result"]["to"] == token.address.lower(), "debug_traceTransaction")
    history = w3.eth.fee_history(4, "latest", [25, 75])
    check(len(history["baseFeePerGas"]) == 5 and len(history["reward"]) == 4, "fee_history")
    block = w3.eth.get_block("latest", full_transactions=True)
    first = block["transactions"][0]
    check(first["type"] == 0x7E, "blocks begin with a deposit")

    eoa = Account.create()
    authorization = eoa.sign_authorization({"chainId": chain_id, "address": token.address, "nonce": 0})
    delegating = mined(
        send({"to": eoa.address, "data": "0x06fdde03", "gas": 200_000, "authorizationList": [authorization]})
    )
    check(delegating["status"] == 1 and delegating["type"] == 4, "EIP-7702 transaction")
    check(w3.eth.get_code(eoa.address).hex() == "ef0100" + token.address[2:].lower(), "EIP-7702 delegation")
    try:
        send({"to": to, "value": 1, "gas": 21000}, key=Account.create())
        check(False, "a poor sender is refused")
    except Web3RPCError as error:
        check("insufficient funds" in str(error), "a poor sender is refused")
    return transfer["transactionHash"]


def deposit():
    # https://specs.optimism.io/protocol/deposits.html
    portal = l1.eth.contract(
        Web3.to_checksum_address(devnet["contracts"]["OptimismPortal2"]),
        abi=[
            {
                "type": "function",
                "name": "depositTransaction",
                "stateMutability": "payable",
                "inputs": [
                    {"name": name, "type": kind}
                    for name, kind in (
                        ("to", "address"),
                        ("value", "uint256"),
                        ("gasLimit", "uint64"),
                        ("isCreation", "bool"),
                        ("data", "bytes"),
                    )
                ],
                "outputs": [],
            }
        ],
    )
    receiver = Account.create().address
    data = portal.encode_abi("depositTransaction", [receiver, 10**17, 100_000, False, b""])
    receipt = mined(send({"to": portal.address, "value": 10**17, "data": data}, w3=l1), w3=l1)
    check(receipt["status"] == 1, "depositTransaction succeeds on L1")
    check(poll(lambda: w3.eth.get_balance(receiver) == 10**17), "the deposit arrives on L2")


async def main():
    ready, until = asyncio.Event(), asyncio.Event()
    listener = asyncio.create_task(subscribe(ready, until))
    await asyncio.wait_for(ready.wait(), 20)
    transfer = await asyncio.to_thread(on_chain)
    await asyncio.to_thread(deposit)
    until.set()
    try:
        await asyncio.wait_for(listener, 30)
    except TimeoutError:
        pass
    check(len(heads) > 3, "newHeads over WebSocket")
    check(transfer in pending, "newPendingTransactions over WebSocket")
    check(len(logs) >= 2, "logs over WebSocket")


asyncio.run(main())
print(f"{passed} passed, {failed} failed")
sys.exit(failed != 0)
