// What the suites share: the devnet's description, and a line for each check.
import fs from 'node:fs';

let passed = 0;
let failed = 0;

/** The line of JSON that `kopi devnet --json` prints, from the file that the command line names. */
export function devnet() {
  const [file] = process.argv.slice(2);
  if (!file) {
    console.error(`usage: node ${process.argv[1]} DEVNET_JSON`);
    process.exit(2);
  }
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

export function check(holds, what) {
  console.log(holds ? 'ok    ' : 'FAILED', what);
  holds ? passed++ : failed++;
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Waits until a condition holds, half a minute at most, and checks it. */
export async function eventually(condition, what) {
  for (let tries = 0; tries < 150 && !condition(); tries++) {
    await sleep(200);
  }
  check(condition(), what);
}

/** Ends the process with the result. */
export function end() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}
