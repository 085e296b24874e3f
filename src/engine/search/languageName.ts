import { detectLanguage, languageById } from '../chunk/languages';

/** Names that people type which are neither ids nor extensions. */
const ALIASES: Readonly<Record<string, string>> = {
	'c++': 'cpp',
	'c#': 'csharp',
	'f#': 'fsharp',
	golang: 'go',
	shell: 'shellscript',
	bash: 'shellscript',
	sh: 'shellscript',
	tsx: 'typescriptreact',
	jsx: 'javascriptreact',
	docker: 'dockerfile',
	tf: 'terraform',
	text: 'plaintext',
};

/** Language ids for what a person types (`ts`, `c++`, `Python`); undefined when there is no such language. */
export function languageByName(name: string): string | undefined {
	const wanted = name.toLowerCase();
	const alias = ALIASES[wanted];
	for (const id of alias === undefined ? [wanted] : [alias, wanted])
		if (languageById(id) !== undefined) return id;
	if (!/^[\w.+-]{1,20}$/.test(wanted)) return undefined;
	const byExtension = detectLanguage(`x.${wanted}`).id;
	return byExtension === 'plaintext' ? undefined : byExtension;
}
