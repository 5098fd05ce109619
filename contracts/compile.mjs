// Compiles src/ with the sources that it imports from npm packages, and writes compiled/.
// node compile.mjs           reads src/ and node_modules/, writes compiled/input.json and the output
// node compile.mjs --check   compiles compiled/input.json and prints the output, that of CONTROL
//                            last; needs solc alone
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";

const here = import.meta.dirname;
const solc = createRequire(path.join(process.cwd(), "package.json"))("solc");
const INPUT = path.join(here, "compiled/input.json");
const OUTPUT = path.join(here, "compiled/kopi-contracts.txt");

// The paths under which sources import one another, and where npm puts them.
const ROOTS = {
  "kopi/": "src/",
  "src/": "node_modules/@eth-optimism/contracts-bedrock/src/",
  "@openzeppelin/contracts/": "node_modules/@openzeppelin/contracts/",
  "@openzeppelin/contracts-upgradeable/": "node_modules/@openzeppelin/contracts-upgradeable/",
  "@rari-capital/solmate/": "node_modules/@rari-capital/solmate/",
  "@solady/": "node_modules/solady/src/",
};

// A contract of the package as it is: its code must come out as in the package.
const CONTROL = "src/L1/SystemConfig.sol";

// What is compiled.
const CONTRACTS = {
  "kopi/L1Block.sol": "L1Block",
  "kopi/GasPriceOracle.sol": "GasPriceOracle",
  "kopi/OperatorFeeVault.sol": "OperatorFeeVault",
  "kopi/SystemConfig.sol": "SystemConfig",
  [CONTROL]: "SystemConfig",
};

function load(name) {
  for (const [root, folder] of Object.entries(ROOTS)) {
    if (name.startsWith(root)) {
      return fs.readFileSync(path.join(here, folder, name.slice(root.length)), "utf8");
    }
  }
  throw new Error(`no package has ${name}`);
}

function input() {
  const used = {};
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(Object.keys(CONTRACTS).map((name) => [name, { content: load(name) }])),
    settings: {
      optimizer: { enabled: true, runs: 999999 },
      metadata: { bytecodeHash: "none" },
      evmVersion: "london",
      outputSelection: Object.fromEntries(
        Object.entries(CONTRACTS).map(([file, name]) => [
          file,
          { [name]: ["evm.bytecode.object", "evm.deployedBytecode.object"] },
        ]),
      ),
    },
  };
  const result = JSON.parse(
    solc.compile(JSON.stringify(input), {
      import(name) {
        used[name] = { content: load(name) };
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

// One line for each contract: its file, creation code and runtime code.
function compile(input, files = Object.keys(CONTRACTS)) {
  const result = JSON.parse(solc.compile(JSON.stringify(input)));
  check(result);
  return files
    .map((file) => {
      const name = CONTRACTS[file];
      const { bytecode, deployedBytecode } = result.contracts[file][name].evm;
      return `${file} ${bytecode.object} ${deployedBytecode.object}\n`;
    })
    .join("");
}

if (process.argv.includes("--check")) {
  process.stdout.write(compile(JSON.parse(fs.readFileSync(INPUT, "utf8"))));
} else {
  fs.mkdirSync(path.dirname(INPUT), { recursive: true });
  const made = input();
  fs.writeFileSync(INPUT, JSON.stringify(made, null, 1) + "\n");
  fs.writeFileSync(OUTPUT, compile(made, Object.keys(CONTRACTS).filter((file) => file !== CONTROL)));
}
