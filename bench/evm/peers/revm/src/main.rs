//! Runs the EVM workloads on revm and measures them: DIR SECONDS NAME… One JSON line for each workload.

use revm::{
    context::{result::ExecutionResult, Context, TxEnv},
    database::{CacheDB, EmptyDB},
    primitives::{address, hardfork::SpecId, hex, Address, Bytes, TxKind},
    state::{AccountInfo, Bytecode},
    ExecuteEvm, MainBuilder, MainContext,
};
use std::{
    env, fs,
    path::Path,
    time::{Duration, Instant},
};

const GAS_LIMIT: u64 = 10_000_000_000;
const RECEIVER: Address = address!("c0de000000000000000000000000000000000001");
const SENDER: Address = address!("5e4de4000000000000000000000000000000ca11");

fn main() {
    let args: Vec<String> = env::args().collect();
    let half = Duration::from_secs_f64(args[2].parse::<f64>().unwrap() / 2.0);
    for name in &args[3..] {
        measure(Path::new(&args[1]), name, half);
    }
}

/// The first half of the time warms up, the second is measured.
fn measure(dir: &Path, name: &str, half: Duration) {
    let code = Bytecode::new_legacy(read(dir, &format!("{name}.code.hex")));
    let input = read(dir, &format!("{name}.input.hex"));
    let (gas, output) = once(&code, &input);
    let start = Instant::now();
    while start.elapsed() < half {
        once(&code, &input);
    }
    let mut times = Vec::new();
    let start = Instant::now();
    while start.elapsed() < half || times.is_empty() {
        let before = cpu_nanos();
        once(&code, &input);
        times.push(cpu_nanos() - before);
    }
    times.sort_unstable();
    println!(
        "{{\"workload\":\"{name}\",\"gas\":{gas},\"output\":\"{}\",\"runs\":{},\"medianCpuNanos\":{},\"minCpuNanos\":{}}}",
        hex::encode(&output),
        times.len(),
        times[times.len() / 2],
        times[0]
    );
}

/// The frame's gas, without what the transaction itself costs and before refunds, and its output.
fn once(code: &Bytecode, input: &Bytes) -> (u64, Bytes) {
    let mut db = CacheDB::new(EmptyDB::new());
    let account = AccountInfo {
        nonce: 1,
        code_hash: code.hash_slow(),
        code: Some(code.clone()),
        ..Default::default()
    };
    db.insert_account_info(RECEIVER, account);
    let mut evm = Context::mainnet()
        .with_db(db)
        .modify_cfg_chained(|cfg| cfg.set_spec_and_mainnet_gas_params(SpecId::CANCUN))
        .modify_block_chained(|block| {
            block.gas_limit = 2 * GAS_LIMIT;
            block.basefee = 0;
        })
        .build_mainnet();
    let zeros = input.iter().filter(|b| **b == 0).count() as u64;
    let intrinsic = 21_000 + 4 * zeros + 16 * (input.len() as u64 - zeros);
    let tx = TxEnv {
        caller: SENDER,
        kind: TxKind::Call(RECEIVER),
        data: input.clone(),
        gas_limit: GAS_LIMIT + intrinsic,
        gas_price: 0,
        ..Default::default()
    };
    match evm.transact(tx).unwrap().result {
        ExecutionResult::Success { gas, output, .. } => {
            (gas.total_gas_spent() - intrinsic, output.into_data())
        }
        other => panic!("{other:?}"),
    }
}

/// What the process has used.
fn cpu_nanos() -> i64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the call writes the struct it is given.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    time.tv_sec * 1_000_000_000 + time.tv_nsec
}

fn read(dir: &Path, name: &str) -> Bytes {
    let text = fs::read_to_string(dir.join(name)).unwrap();
    hex::decode(text.trim()).unwrap().into()
}
