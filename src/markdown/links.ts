/**
 * Decides which destinations may become a link or an image source. Everything that is not plainly
 * http, https or (for links) mailto is refused; what is shown instead is the renderer's matter.
 */

const linkSchemes: readonly string[] = ['http:', 'https:', 'mailto:'];
const imageSchemes: readonly string[] = ['http:', 'https:'];

/**
 * The address to put into `href`, or undefined when it must stay text: another scheme or a relative
 * address. It is the address as the browser parsed it, so tabs, control characters and capitals
 * cannot hide a scheme from this check that the browser would see later.
 */
export function safeLink(destination: string): string | undefined {
  return safeAddress(destination, linkSchemes);
}

/** The same for an image's `src`: http and https only. */
export function safeImage(destination: string): string | undefined {
  return safeAddress(destination, imageSchemes);
}

function safeAddress(destination: string, schemes: readonly string[]): string | undefined {
  try {
    const url = new URL(destination);
    return schemes.includes(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}
