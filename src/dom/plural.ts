/** Texts with a number in them, in the form that a language has for it. Knows no text. */
import { fill } from './strings.js';

/** By the categories of `Intl.PluralRules`; a language has some of them, and always `other`. */
export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & {
  readonly other: string;
};

/** The form for `count`, with `{count}` filled in. */
export function counted(forms: PluralForms, count: number, language: string | undefined): string {
  const form = forms[new Intl.PluralRules(language).select(count)] ?? forms.other;
  return fill(form, { count: count.toLocaleString(language) });
}
