/** Answers the `oidc` attributes of `<miptech-provider>`, whichever of the two is loaded first. */
import { oidc } from '../oidc/index.js';
import type { IdentitySource, OidcOptions } from '../oidc/index.js';

interface Request {
  readonly options: OidcOptions;
  readonly provide: (source: IdentitySource) => void;
}

/** A system whose options are refused says so to whoever asks it. */
function sourceOf(options: OidcOptions): IdentitySource {
  try {
    return oidc(options);
  } catch (error) {
    const refuse = (): Promise<never> =>
      new Promise(() => {
        throw error;
      });
    return { getToken: refuse, signIn: refuse };
  }
}

document.addEventListener('miptech-identity-request', (event) => {
  const { options, provide } = (event as CustomEvent<Request>).detail;
  provide(sourceOf(options));
});

document.dispatchEvent(new Event('miptech-identity-ready'));
