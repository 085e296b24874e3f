/** `@scope/name` or `name` at the start of a path below node_modules. */
export const packageOf = path =>
	path.startsWith('@') ? path.split('/').slice(0, 2).join('/') : path.split('/')[0];
