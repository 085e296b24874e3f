/**
 * Estimates how many tokens of a language model a text costs, without that model's vocabulary: source code takes three to four
 * characters a token in the vocabularies in use, so 3.5 errs a little to the careful side for prose and is about right for code.
 */
export const estimateTokens = (text: string): number => Math.ceil(text.length / 3.5);
