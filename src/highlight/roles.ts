/**
 * The few roles that have a colour, and which of the many scopes of highlight.js play which. Knows
 * no grammar.
 */

/** What a piece of code is, as far as its colour tells. */
export type Role =
  'comment' | 'keyword' | 'string' | 'number' | 'function' | 'type' | 'property' | 'deleted';

const scopes: Readonly<Record<Role, string>> = {
  comment: 'comment quote',
  keyword: 'keyword name section selector-tag selector-pseudo variable.language_',
  string: 'string regexp addition code char.escape_ template-tag',
  number: 'number literal symbol bullet',
  function: 'title title.function_ built_in meta link',
  type: 'type title.class_ class selector-class selector-id',
  property: 'attr attribute property variable template-variable selector-attr',
  deleted: 'deletion',
};

const roles = new Map<string, Role | null>(
  Object.entries(scopes).flatMap(([role, names]) =>
    names.split(' ').map((name) => [name, role as Role] as const),
  ),
);
// What stands inside a string as code is code again.
roles.set('subst', null);

/** The role of a node with these class names; a scope without one plays the part of what is around. */
export function roleOf(classNames: unknown, outer: Role | null): Role | null {
  const [first = '', second = ''] = Array.isArray(classNames) ? classNames.map(String) : [];
  const scope = first.replace('hljs-', '');
  for (const name of [`${scope}.${second}`, scope]) {
    const role = roles.get(name);
    if (role !== undefined) return role;
  }
  return outer;
}
