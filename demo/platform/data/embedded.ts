/**
 * The embedded PostgreSQL (PGlite), in a folder or in memory. It knows no table and no tenant.
 */
import { PGlite } from '@electric-sql/pglite';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Driver } from './database.js';

/** Opens the database of a data folder, making it at the first start, or one in memory. */
export async function openEmbedded(dataFolder: string): Promise<Driver> {
  return embedded(await (dataFolder === 'memory' ? PGlite.create() : openFolder(dataFolder)));
}

/** A database that is open already, as a driver. */
export function embedded(database: PGlite): Driver {
  return {
    transaction: (work) =>
      database.transaction((transaction) =>
        work({
          query: async <Row>(sql: string, parameters: readonly unknown[] = []) =>
            (await transaction.query<Row>(sql, [...parameters])).rows,
        }),
      ),
    close: () => database.close(),
  };
}

async function openFolder(dataFolder: string): Promise<PGlite> {
  const folder = path.join(dataFolder, 'postgres');
  if (!existsSync(folder)) {
    // Made beside and renamed when complete: a start killed half-way leaves no broken database.
    const fresh = path.join(dataFolder, 'postgres.new');
    await rm(fresh, { recursive: true, force: true });
    await mkdir(dataFolder, { recursive: true });
    await (await PGlite.create(fresh)).close();
    await rename(fresh, folder);
  }
  return PGlite.create(folder);
}
