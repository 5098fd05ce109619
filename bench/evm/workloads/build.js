// node build.js OUT: compiles the contracts in this folder and writes OUT/NAME.code.hex (runtime code) and
// OUT/NAME.input.hex (call data). Run `npm install` in the folder first.
const fs = require('fs');
const path = require('path');
const solc = require('solc');

const out = process.argv[2];
const sources = {};
for (const file of fs.readdirSync(__dirname).filter((f) => f.endsWith('.sol'))) {
  sources[file] = { content: fs.readFileSync(path.join(__dirname, file), 'utf8') };
}
const settings = {
  evmVersion: 'cancun',
  optimizer: { enabled: true, runs: 200 },
  metadata: { bytecodeHash: 'none', appendCBOR: false },
  outputSelection: { '*': { '*': ['evm.deployedBytecode.object', 'evm.methodIdentifiers'] } },
};
const module_ = (name) => path.join(process.cwd(), 'node_modules', name);
const compiled = JSON.parse(
  solc.compile(JSON.stringify({ language: 'Solidity', sources, settings }), {
    import: (name) => ({ contents: fs.readFileSync(module_(name), 'utf8') }),
  }),
);
const errors = (compiled.errors || []).filter((e) => e.severity === 'error');
if (errors.length > 0) {
  errors.forEach((e) => console.error(e.formattedMessage));
  process.exit(1);
}

const word = (x) => BigInt(x).toString(16).padStart(64, '0');
const padded = (hex) => hex + '0'.repeat((64 - (hex.length % 64)) % 64);
const bytes = (hex) => word(hex.length / 2) + padded(hex);

/** 4,096 bytes that look random. */
function payload() {
  let hex = '';
  let state = 1;
  for (let i = 0; i < 4096; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    hex += ((state >>> 16) & 255).toString(16).padStart(2, '0');
  }
  return hex;
}

const factory = JSON.parse(fs.readFileSync(module_('@uniswap/v2-core/build/UniswapV2Factory.json')));
const factoryInit = (factory.bytecode || factory.evm.bytecode.object).replace(/^0x/, '') + word(0xfee);

const workloads = [
  ['erc20', 'Erc20Bench', 'run(uint256,uint256)', word(5000) + word(100)],
  ['keccak', 'KeccakBench', 'run(uint256)', word(20000)],
  ['keccak-tight', 'KeccakBench', 'runTight(uint256,uint256)', word(20000) + word(64)],
  ['keccak-1k', 'KeccakBench', 'runTight(uint256,uint256)', word(20000) + word(1024)],
  ['mandel', 'MandelBench', 'run(uint256,uint256,uint256)', word(96) + word(64) + word(200)],
  ['secp-dbl', 'ModArithBench', 'run(uint256)', word(50000)],
  ['divmix', 'ModArithBench', 'runDiv(uint256)', word(50000)],
  ['sha256sol', 'Sha256Bench', 'run(uint256)', word(250)],
  ['memcopy', 'MemBench', 'run(uint256,bytes)', word(1000) + word(64) + bytes(payload())],
  ['storage', 'StorageBench', 'run(uint256,uint256)', word(2000) + word(10)],
  ['storage-map', 'StorageBench', 'runMap(uint256,uint256)', word(2000) + word(10)],
  ['uniswap', 'UniBench', 'run(uint256,bytes)', word(500) + word(64) + bytes(factoryInit)],
];
fs.mkdirSync(out, { recursive: true });
for (const [name, contract, signature, args] of workloads) {
  const file = Object.keys(sources).find((f) => compiled.contracts[f][contract]);
  const evm = compiled.contracts[file][contract].evm;
  fs.writeFileSync(path.join(out, `${name}.code.hex`), evm.deployedBytecode.object + '\n');
  fs.writeFileSync(path.join(out, `${name}.input.hex`), evm.methodIdentifiers[signature] + args + '\n');
}

// A loop of 18 opcodes, a million times: three long constants on the stack, multiplied, added, shifted and mixed.
const kernel =
  '7f9e3779b97f4a7c15f39cc0605cedc8341082276bf3a27251f86c6a11d0c18e957f8edad8b55b1586805ea8c245d8c16b06a5102b79' +
  '1fc6eb60693731c0677bf501620f42405b8183028101925060019003806000101515604657505060005260206000f3';
fs.writeFileSync(path.join(out, 'kernel.code.hex'), kernel + '\n');
fs.writeFileSync(path.join(out, 'kernel.input.hex'), '\n');
