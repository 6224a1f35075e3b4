/**
 * Reading JSON bodies and reporting what is wrong with them the way FastAPI does. It does not know
 * any particular call.
 */
import type { Context } from 'hono';
import { ApiError, ValidationError, type Problem } from '../errors.js';
import type { ApiEnv } from './context.js';

type Finding = Pick<Problem, 'type' | 'msg' | 'ctx'>;

/** A string field of a body. */
export interface Field {
  readonly optional?: boolean;
  /** In characters. */
  readonly least?: number;
  readonly most: number;
  readonly email?: boolean;
  /** Never sent back in the list of problems. */
  readonly secret?: boolean;
}

const MAXIMUM_BYTES = 1024 * 1024;

/**
 * Reads the given fields out of a JSON body; all are strings, and an optional one may be absent.
 * @throws ValidationError, or ApiError 413 above 1 MiB
 */
export async function readBody<Name extends string>(
  c: Context<ApiEnv>,
  fields: Readonly<Record<Name, Field>>,
): Promise<Partial<Record<Name, string>>> {
  const body = await readObject(c);
  const problems: Problem[] = [];
  const values: Partial<Record<Name, string>> = {};
  const shown = withoutSecrets(body, fields);
  for (const name of Object.keys(fields) as Name[]) {
    const field = fields[name];
    const value = Object.hasOwn(body, name) ? body[name] : undefined;
    if (value === undefined || (value === null && field.optional === true)) {
      if (field.optional !== true) {
        problems.push({
          type: 'missing',
          loc: ['body', name],
          msg: 'Field required',
          input: shown,
        });
      }
      continue;
    }
    const finding = check(value, field);
    if (finding !== undefined)
      problems.push({ loc: ['body', name], input: shown[name], ...finding });
    else values[name] = value as string;
  }
  if (problems.length > 0) throw new ValidationError(problems);
  return values;
}

async function readObject(c: Context<ApiEnv>): Promise<Record<string, unknown>> {
  const declared = Number(c.req.header('content-length') ?? 0);
  const text = declared > MAXIMUM_BYTES ? undefined : await c.req.text();
  if (text === undefined || text.length > MAXIMUM_BYTES) {
    throw new ApiError(413, 'PAYLOAD_TOO_LARGE', 'The body is larger than 1 MiB');
  }
  if (text.trim() === '') {
    throw new ValidationError([
      { type: 'missing', loc: ['body'], msg: 'Field required', input: null },
    ]);
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new ValidationError([
      { type: 'json_invalid', loc: ['body'], msg: 'JSON decode error', input: {} },
    ]);
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ValidationError([
      {
        type: 'model_attributes_type',
        loc: ['body'],
        msg: 'Input should be a valid dictionary or object to extract fields from',
        input: null,
      },
    ]);
  }
  return body as Record<string, unknown>;
}

function check(value: unknown, { least = 0, most, email }: Field): Finding | undefined {
  if (typeof value !== 'string') {
    return { type: 'string_type', msg: 'Input should be a valid string' };
  }
  if (email === true && !/^[^\s@<>"]+@[^\s@.<>"]+(?:\.[^\s@.<>"]+)+$/.test(value.trim())) {
    const reason = value.includes('@')
      ? 'The part after the @-sign is not valid.'
      : 'An email address must have an @-sign.';
    return {
      type: 'value_error',
      msg: `value is not a valid email address: ${reason}`,
      ctx: { reason },
    };
  }
  const length = Array.from(value.trim()).length;
  if (length < least) {
    const unit = least === 1 ? 'character' : 'characters';
    return {
      type: 'string_too_short',
      msg: `String should have at least ${least} ${unit}`,
      ctx: { min_length: least },
    };
  }
  if (length > most) {
    return {
      type: 'string_too_long',
      msg: `String should have at most ${most} characters`,
      ctx: { max_length: most },
    };
  }
  return undefined;
}

/** FastAPI sends back what it was given; a password is kept out of that here. */
function withoutSecrets(
  body: Record<string, unknown>,
  fields: Readonly<Record<string, Field>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(fields)
      .filter((name) => Object.hasOwn(body, name))
      .map((name) => [name, fields[name]?.secret === true ? '**********' : body[name]]),
  );
}
