// A CycloneDX 1.6 bill of materials (https://cyclonedx.org/docs/1.6/json/) of what a package holds. It has no time and no random
// serial number: the same input gives the same bytes.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { grammarPackages, shippedPackages } from './components.mjs';

const purl = ({ name, version }) => `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
const licences = id =>
	/\s(?:OR|AND|WITH)\s/.test(id) ? [{ expression: id }] : [{ license: { id } }];

function component({ pkg }, properties) {
	const licence = typeof pkg.license === 'string' ? pkg.license : pkg.license?.type;
	return {
		type: 'library',
		'bom-ref': purl(pkg),
		name: pkg.name,
		version: pkg.version,
		...(licence ? { licenses: licences(licence.replace(/^\((.*)\)$/, '$1')) } : {}),
		purl: purl(pkg),
		properties: Object.entries(properties).map(([name, value]) => ({
			name: `lodestone:${name}`,
			value,
		})),
	};
}

/** @returns the document as text. @param modulePaths what ships below node_modules, as from `modulesOf`. */
export function sbom({ root, target, modulePaths }) {
	const project = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	const manifest = JSON.parse(readFileSync(join(root, 'models/manifest.json'), 'utf8'));
	const inPackage = name => modulePaths.some(path => path === name || path.startsWith(`${name}/`));
	const libraries = shippedPackages()
		.filter(
			({ pkg, why }) => why === 'bundle' || pkg.name === '@vscode/codicons' || inPackage(pkg.name),
		)
		.map(entry => component(entry, { in: entry.why }));
	const grammars = grammarPackages().map(entry =>
		component(entry, { in: 'grammars', languages: [...entry.languages].sort().join(' ') }),
	);
	const model = {
		type: 'machine-learning-model',
		'bom-ref': manifest.id,
		name: 'all-MiniLM-L6-v2',
		version: manifest.id,
		licenses: [{ license: { id: 'Apache-2.0' } }],
		hashes: [{ alg: 'SHA-256', content: manifest.files.model.sha256 }],
	};
	const seen = new Set();
	const components = [...libraries, ...grammars, model].filter(each => {
		if (seen.has(each['bom-ref'])) return false;
		return seen.add(each['bom-ref']);
	});
	const product = `pkg:vscode-extension/${project.publisher}/${project.name}@${project.version}?target=${target}`;
	const document = {
		bomFormat: 'CycloneDX',
		specVersion: '1.6',
		version: 1,
		metadata: {
			component: {
				type: 'application',
				'bom-ref': product,
				name: project.name,
				version: project.version,
				licenses: licences(project.license),
				purl: product,
			},
		},
		components,
		dependencies: [{ ref: product, dependsOn: components.map(each => each['bom-ref']) }],
	};
	const text = JSON.stringify(document, undefined, '\t');
	const digest = createHash('sha256').update(text).digest('hex');
	const serial = [8, 4, 4, 4, 12].reduce(
		(parts, length) => [
			...parts,
			digest.slice(parts.join('').length, parts.join('').length + length),
		],
		[],
	);
	// A name-based UUID (version 8): the content names the document.
	serial[2] = `8${serial[2].slice(1)}`;
	serial[3] = `8${serial[3].slice(1)}`;
	return `${JSON.stringify({ ...document, serialNumber: `urn:uuid:${serial.join('-')}` }, undefined, '\t')}\n`;
}
