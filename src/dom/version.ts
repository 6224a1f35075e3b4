/** The version of this package, as `define` compares it; a test holds it to package.json. */
export const version = '0.1.0';
