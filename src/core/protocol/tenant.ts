/** The platform's answer about a tenant, read tolerantly. Pure. */
import * as z from 'zod/mini';
import { fields, inner, label, read } from './values.js';

export interface TenantFacts {
  readonly name: string;
  readonly features: Readonly<Record<string, boolean>>;
  readonly limits: Readonly<Record<string, number>>;
  /** What is used of these limits, by their names; empty where the platform does not tell. */
  readonly usage: Readonly<Record<string, number>>;
}

const tenantSchema = z.object({
  tenant: inner,
  name: label,
  tenant_name: label,
  display_name: label,
  features: inner,
  enabled_features: inner,
  limits: inner,
  quotas: inner,
  usage: inner,
  current_usage: inner,
});

/** Features come as flags, or as a list of those that are on. */
function featuresOf(given: unknown): Record<string, boolean> {
  if (Array.isArray(given)) {
    const names = given.filter((name): name is string => typeof name === 'string');
    return Object.fromEntries(names.map((name) => [name, true]));
  }
  return only(given, (value) => typeof value === 'boolean');
}

function only<T>(given: unknown, test: (value: unknown) => value is T): Record<string, T> {
  const entries = Object.entries(fields(given)).filter(
    (entry): entry is [string, T] => test(entry[1]) && entry[0] !== '__proto__',
  );
  return Object.fromEntries(entries);
}

/** Platforms name what is used after its limit, or after the day it is counted in. */
function usageOf(given: Record<string, number>): Record<string, number> {
  const { messages_today: today, ...usage } = given;
  return today === undefined ? usage : { messages_per_day: today, ...usage };
}

/** @param answer unwrapped from the platform's envelope */
export function readTenant(answer: unknown): TenantFacts {
  const outer = read(tenantSchema, answer);
  const facts = outer.tenant === undefined ? outer : read(tenantSchema, outer.tenant);
  const number = (value: unknown): value is number =>
    typeof value === 'number' && Number.isFinite(value);
  return {
    name: facts.display_name ?? facts.tenant_name ?? facts.name ?? '',
    features: featuresOf(facts.features ?? facts.enabled_features),
    limits: only(facts.limits ?? facts.quotas, number),
    usage: usageOf(only(facts.usage ?? facts.current_usage, number)),
  };
}
