/**
 * An existing PostgreSQL server, through `pg`. It knows no table and no tenant.
 */
import pg from 'pg';
import type { Driver } from './database.js';

// One number for "this platform owns this database", held as an advisory lock.
const OWNERSHIP = 7_205_759_403;

/**
 * Connects to the server and takes the database for this process alone.
 * @throws Error if another platform uses the same database.
 */
export async function openExternal(url: string): Promise<Driver> {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  // An idle connection that the server ends must not end the process.
  pool.on('error', () => undefined);
  const owner = new pg.Client({ connectionString: url });
  owner.on('error', () => undefined);
  await owner.connect();
  const { rows } = await owner.query<{ taken: boolean }>(
    'select pg_try_advisory_lock($1) as taken',
    [OWNERSHIP],
  );
  if (rows[0]?.taken !== true) {
    await owner.end();
    await pool.end();
    throw new Error('Another platform is running on this DATABASE_URL; stop it first.');
  }
  return {
    async transaction(work) {
      const client = await pool.connect();
      let broken = false;
      try {
        await client.query('begin');
        const result = await work({
          query: async <Row>(sql: string, parameters: readonly unknown[] = []) =>
            (await client.query(sql, [...parameters])).rows as Row[],
        });
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch(() => {
          broken = true;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
    async close() {
      await pool.end();
      await owner.end();
    },
  };
}
