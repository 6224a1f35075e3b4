/** The entry `miptech-elements/oidc`: sign-on by OpenID Connect, and nothing else. */
export { oidc } from './sign-on.js';
export type { OidcOptions } from './options.js';
export type { IdentitySource } from '../core/index.js';
