/** Lists files of this repository. Knows no glob: a folder and the end of a name are enough. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare.mjs';

/**
 * The files below a folder whose names end so, as sorted paths with forward slashes from the
 * repository's folder. A folder that does not exist has none.
 * @param {string} folder
 * @param {string} [ending]
 */
export function filesBelow(folder, ending = '') {
  const absolute = join(root, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) =>
      join(entry.path, entry.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}
