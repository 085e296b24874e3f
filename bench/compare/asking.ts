/** Queries asked untimed before the timed ones, by every contender: caches fill, code is compiled. */
export const WARM_UP = 20;
