// Compiles ../contract/src/Token.sol with the pinned solc. `node compile.mjs` writes ../contract/Token.json, which all suites deploy.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const folder = new URL('../contract/', import.meta.url);

export function compile() {
  const solc = createRequire(import.meta.url)('solc');
  const { contracts } = JSON.parse(
    solc.compile(
      JSON.stringify({
        language: 'Solidity',
        sources: { 'Token.sol': { content: fs.readFileSync(new URL('src/Token.sol', folder), 'utf8') } },
        settings: {
          evmVersion: 'cancun',
          outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
        },
      }),
    ),
  );
  const { abi, evm } = contracts['Token.sol'].Token;
  return { abi, bytecode: '0x' + evm.bytecode.object };
}

export function token() {
  return JSON.parse(fs.readFileSync(new URL('Token.json', folder), 'utf8'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  fs.writeFileSync(new URL('Token.json', folder), JSON.stringify(compile(), null, 1) + '\n');
}
