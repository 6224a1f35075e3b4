/**
 * The address of a page for forgotten passwords, as a page may set it. Pure; does not know where the
 * link stands.
 */

/** The address to link to, or null where `setting` is none that a link may lead to. */
export function forgotPasswordLink(setting: string, base: string): string | null {
  try {
    const { protocol, href } = new URL(setting, base);
    return protocol === 'https:' || protocol === 'http:' ? href : null;
  } catch {
    return null;
  }
}

/** What a page's developer is told of a refused address; one that may hold secrets is cut short. */
export function refusedLink(setting: string): string {
  const told = setting.length > 60 ? `${setting.slice(0, 60)}…` : setting;
  return `forgot-password-url is “${told.replace(/[?#].*$/s, '?…')}”; write an http(s) address or a path of this site, for example /forgot-password.`;
}
