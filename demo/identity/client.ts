/** What the demo identity provider and the demo platform have to agree on. */

/** The one client that is registered: pages of this machine, without a secret. */
export const CLIENT_ID = 'miptech-demo';
/** What tokens for the platform are bound to. */
export const PLATFORM = 'urn:miptech:platform';
