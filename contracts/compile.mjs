// Compiles src/ with the sources that it imports from npm packages, and writes compiled/.
// node compile.mjs           reads src/ and node_modules/, writes the inputs in compiled/ and the output
// node compile.mjs --check   compiles the inputs in compiled/ and prints the output, that of the
//                            controls last; needs solc alone
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";

const here = import.meta.dirname;
const solc = createRequire(path.join(process.cwd(), "package.json"))("solc");
const OUTPUT = path.join(here, "compiled/kopi-contracts.txt");

// The paths under which sources import one another, and where npm puts them.
const ROOTS = {
  "kopi/": "src/",
  "@openzeppelin/contracts/": "node_modules/@openzeppelin/contracts/",
  "@openzeppelin/contracts-upgradeable/": "node_modules/@openzeppelin/contracts-upgradeable/",
  "@rari-capital/solmate/": "node_modules/@rari-capital/solmate/",
  "@solady/": "node_modules/solady/src/",
};

// What is compiled, each unit on the sources of one package, which are imported as src/. A unit's
// control is a contract of the package as it is: its code must come out as in the package.
const UNITS = [
  {
    input: path.join(here, "compiled/input.json"),
    sources: "node_modules/@eth-optimism/contracts-bedrock/src/",
    contracts: {
      "kopi/L1Block.sol": "L1Block",
      "kopi/GasPriceOracle.sol": "GasPriceOracle",
      "kopi/OperatorFeeVault.sol": "OperatorFeeVault",
      "kopi/SystemConfig.sol": "SystemConfig",
    },
    control: { "src/L1/SystemConfig.sol": "SystemConfig" },
  },
  {
    input: path.join(here, "compiled/dispute-input.json"),
    sources: "node_modules/@tokamak-network/thanos-contracts/src/",
    contracts: {
      "kopi/dispute/FaultDisputeGame.sol": "FaultDisputeGame",
      "kopi/dispute/PermissionedDisputeGame.sol": "PermissionedDisputeGame",
    },
    control: { "src/dispute/FaultDisputeGame.sol": "FaultDisputeGame" },
  },
];

function load(unit, name) {
  for (const [root, folder] of Object.entries({ ...ROOTS, "src/": unit.sources })) {
    if (name.startsWith(root)) {
      return fs.readFileSync(path.join(here, folder, name.slice(root.length)), "utf8");
    }
  }
  throw new Error(`no package has ${name}`);
}

function input(unit) {
  const contracts = { ...unit.contracts, ...unit.control };
  const used = {};
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(
      Object.keys(contracts).map((name) => [name, { content: load(unit, name) }]),
    ),
    settings: {
      optimizer: { enabled: true, runs: 999999 },
      metadata: { bytecodeHash: "none" },
      evmVersion: "london",
      outputSelection: Object.fromEntries(
        Object.entries(contracts).map(([file, name]) => [
          file,
          { [name]: ["evm.bytecode.object", "evm.deployedBytecode.object"] },
        ]),
      ),
    },
  };
  const result = JSON.parse(
    solc.compile(JSON.stringify(input), {
      import(name) {
        used[name] = { content: load(unit, name) };
        return { contents: used[name].content };
      },
    }),
  );
  check(result);
  const sources = { ...input.sources, ...used };
  input.sources = Object.fromEntries(Object.keys(sources).sort().map((name) => [name, sources[name]]));
  return input;
}

function check(result) {
  for (const error of result.errors ?? []) {
    if (error.severity === "error") {
      throw new Error(error.formattedMessage);
    }
  }
}

// One line for each contract: its file, creation code and runtime code; the control's apart.
function compile(unit, input) {
  const result = JSON.parse(solc.compile(JSON.stringify(input)));
  check(result);
  const lines = (contracts) =>
    Object.entries(contracts)
      .map(([file, name]) => {
        const { bytecode, deployedBytecode } = result.contracts[file][name].evm;
        return `${file} ${bytecode.object} ${deployedBytecode.object}\n`;
      })
      .join("");
  return { own: lines(unit.contracts), control: lines(unit.control) };
}

if (process.argv.includes("--check")) {
  const made = UNITS.map((unit) => compile(unit, JSON.parse(fs.readFileSync(unit.input, "utf8"))));
  process.stdout.write(made.map(({ own }) => own).join("") + made.map(({ control }) => control).join(""));
} else {
  fs.mkdirSync(path.dirname(OUTPUT), { recursive: true });
  const made = UNITS.map((unit) => {
    const read = input(unit);
    fs.writeFileSync(unit.input, JSON.stringify(read, null, 1) + "\n");
    return compile(unit, read).own;
  });
  fs.writeFileSync(OUTPUT, made.join(""));
}
