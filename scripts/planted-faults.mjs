/**
 * Which faults are planted before the doctor, and what it must say: a test says so by a name such as
 * `planted: the platform is down → origin platform_down`. Reads test sources; runs nothing.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { filesBelow } from './files.mjs';
import { root } from './prepare.mjs';

/** @typedef {{ check: string, finding: string }} Said */
/** @typedef {{ fault: string, said: Said[], file: string }} PlantedFault */

/** @param {string} file @returns {PlantedFault[]} */
function plantedIn(file) {
  const source = readFileSync(join(root, file), 'utf8');
  /** @type {PlantedFault[]} */
  const found = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    const text = ts.isStringLiteralLike(node) ? node.text : '';
    const [, fault, says = ''] = /^planted: (.+) → (.+)$/.exec(text) ?? [];
    if (fault) {
      const pairs = [...says.matchAll(/(\w+) (\w+)/g)];
      const said = pairs.map(([, check = '', finding = '']) => ({ check, finding }));
      found.push({ fault, said, file });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest));
  return found;
}

/** Every planted fault of the repository, in the order of the tests. */
export function plantedFaults() {
  return ['test/doctor', 'test/e2e']
    .flatMap((folder) => filesBelow(folder, '.test.ts'))
    .flatMap(plantedIn);
}
