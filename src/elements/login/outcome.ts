/**
 * How the last attempt ended, as it is told: one sentence and a problem at each field that was
 * named. Pure; does not know how it is shown.
 */
import { errorTexts } from '../../core/index.js';
import type { MiptechError, Problem } from '../../core/index.js';
import { errorText } from '../../dom/strings.js';
import type { Way } from './attempt.js';
import { fieldNames } from './fields.js';
import type { FieldName } from './fields.js';
import type { LoginStrings } from './strings.js';

export interface Outcome {
  /** What was tried. */
  readonly way: Way;
  /** Stands above what was tried; null where the fields say it all. */
  readonly sentence: string | null;
  /** What the platform said and what belongs to no field of the form, below the sentence. */
  readonly remarks: readonly string[];
  readonly fields: Readonly<Partial<Record<FieldName, string>>>;
  /** True where the sentence is about email and password, and neither can be told to be the wrong one. */
  readonly credentials: boolean;
}

type Fields = Partial<Record<FieldName, string>>;

const quiet = { way: 'form', sentence: null, remarks: [], credentials: false } as const;

/** What to say of problems that the form found by itself. */
export function foundHere(problems: readonly Problem[]): Outcome {
  return { ...quiet, fields: sort(problems).fields };
}

/** What to say of the platform's refusal, or of none. */
export function refusedThere(
  error: MiptechError | null,
  strings: LoginStrings,
  way: Way = 'form',
): Outcome {
  if (error === null) return { ...quiet, way, fields: {} };
  const { fields, others } = sort(error.problems);
  if (way === 'form' && others.length === 0 && Object.keys(fields).length > 0) {
    return { ...quiet, fields };
  }
  // Without named fields the platform's own sentence is all there is, such as a taken address.
  const said =
    error.code === 'validation' &&
    error.problems.length === 0 &&
    error.message !== errorTexts.validation.message;
  return {
    way,
    sentence: said ? error.message : errorText(strings, error),
    remarks: others,
    fields,
    credentials: error.code === 'invalid_credentials',
  };
}

/** True where there is anything to show. */
export function tells({ sentence, fields }: Outcome): boolean {
  return sentence !== null || Object.keys(fields).length > 0;
}

/** All of it as one text, for those who hear it. */
export function spoken({ sentence, remarks, fields }: Outcome): string {
  return [sentence ?? '', ...remarks, ...fieldNames.map((name) => fields[name] ?? '')]
    .filter((text) => text !== '')
    .join(' ');
}

function sort(problems: readonly Problem[]): { fields: Fields; others: readonly string[] } {
  const fields: Fields = {};
  const others: string[] = [];
  for (const { name, message } of problems) {
    const field = fieldNames.find((known) => known === name);
    if (field === undefined) others.push(message);
    else fields[field] = fields[field] === undefined ? message : `${fields[field]} ${message}`;
  }
  return { fields, others };
}
