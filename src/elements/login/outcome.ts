/**
 * How the last attempt ended, as the form tells it: one sentence above the form and a problem at
 * each field that was named. Pure; does not know how it is shown.
 */
import { errorTexts } from '../../core/index.js';
import type { MiptechError, Problem } from '../../core/index.js';
import { fill } from '../../dom/strings.js';
import { fieldNames } from './fields.js';
import type { FieldName } from './fields.js';
import type { LoginStrings } from './strings.js';

export interface Outcome {
  /** Stands above the form; null where the fields say it all. */
  readonly sentence: string | null;
  /** What the platform said and what belongs to no field of the form, below the sentence. */
  readonly remarks: readonly string[];
  readonly fields: Readonly<Partial<Record<FieldName, string>>>;
}

type Fields = Partial<Record<FieldName, string>>;

/** What to say of problems that the form found by itself. */
export function foundHere(problems: readonly Problem[]): Outcome {
  const { fields } = sort(problems);
  return { sentence: null, remarks: [], fields };
}

/** What to say of the platform's refusal, or of none. */
export function refusedThere(error: MiptechError | null, strings: LoginStrings): Outcome {
  if (error === null) return foundHere([]);
  const { fields, others } = sort(error.problems);
  if (others.length === 0 && Object.keys(fields).length > 0) {
    return { sentence: null, remarks: [], fields };
  }
  // Without named fields the platform's own sentence is all there is, such as a taken address.
  const said =
    error.code === 'validation' &&
    error.problems.length === 0 &&
    error.message !== errorTexts.validation.message;
  const seconds = Math.ceil(error.retryAfter ?? 60);
  return {
    sentence: said ? error.message : fill(strings.errors[error.code], { seconds }),
    remarks: others,
    fields,
  };
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
