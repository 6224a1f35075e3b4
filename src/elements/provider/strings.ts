/** The English texts of `<miptech-provider>`. Knows no element. */
export const providerStrings = {
  /** Above the list of refused settings, which is for developers and English. */
  refused: '<miptech-provider> is not connected. Please correct:',
};

export type ProviderStrings = typeof providerStrings;
