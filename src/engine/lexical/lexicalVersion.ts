/** Changes whenever the same text would give other terms: stored terms are then made again from the files. */
export const LEXICAL_VERSION = 'lexical-1';
