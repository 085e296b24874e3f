/** Names of files that hold credentials. They are never read, whatever any other rule says. */

/** Whole names, lower case. */
const SECRET_FILES = new Set([
	'.netrc',
	'_netrc',
	'.pypirc',
	'.htpasswd',
	'.pgpass',
	'.my.cnf',
	'.mylogin.cnf',
	'.git-credentials',
	'.dockercfg',
	'.dockerconfigjson',
	'.envrc',
	'.vault-token',
	'.vault_pass',
	'.s3cfg',
	'.boto',
	'.terraformrc',
	'terraform.rc',
	'.secrets',
	'kubeconfig',
	'credentials.json',
	'client_secret.json',
	'client_secrets.json',
	'secrets.json',
	'secrets.yml',
	'secrets.yaml',
	'secrets.toml',
	'local.settings.json',
	'master.key',
	'application_default_credentials.json',
	'.passwd-s3fs',
	'.rhosts',
	'accesskeys.csv',
	'rootkey.csv',
	'credentials.yml.enc',
	'.remote-sync.json',
	'.ftpconfig',
	'sftp-config.json',
	'.esmtprc',
	'.msmtprc',
	'.fetchmailrc',
]);

/** Extensions of keys, key stores and state that records secrets. */
const SECRET_EXTENSIONS = new Set(
	'pem key p12 pfx jks keystore ppk kdb kdbx p8 pkcs12 pkcs8 ovpn tfstate tfvars agekey keychain'.split(
		' ',
	),
);

/** Folders that hold nothing but credentials and the like. */
const SECRET_FOLDERS = new Set([
	'.ssh',
	'.gnupg',
	'.aws',
	'.azure',
	'.gcloud',
	'.kube',
	'.password-store',
]);

/** What marks a `.env` as one to copy, without values. */
const ENV_TEMPLATE = /(^|[._-])(example|sample|template|tpl|dist|defaults?|schema)([._-]|$)/;

/** Why a file of this name is taken for a secret; undefined when it is not. `parent` is the name of its folder. */
export function secretFileRule(name: string, parent: string): string | undefined {
	const lower = name.toLowerCase();
	if (lower.endsWith('.pub')) return undefined;
	if (SECRET_FILES.has(lower)) return `files named ${lower}`;
	if (lower === '.env' || lower.startsWith('.env.') || lower.endsWith('.env')) {
		return ENV_TEMPLATE.test(lower.replace(/^\.env|\.env$/, '.'))
			? undefined
			: 'environment files (.env)';
	}
	const dot = lower.lastIndexOf('.');
	const extension = dot < 0 ? '' : lower.slice(dot + 1);
	if (SECRET_EXTENSIONS.has(extension)) return `files that end in .${extension}`;
	if (lower.endsWith('.kubeconfig') || lower.endsWith('.tfstate.backup'))
		return 'files that record credentials';
	if (/^id_(rsa|dsa|ecdsa|ed25519)(_sk)?([._-].*)?$/.test(lower)) return 'SSH private keys (id_…)';
	if (/^(client_secret|service[-_]?account|gha-creds)[\w-]*\.json$/.test(lower))
		return 'service account keys';
	if (lower === 'config.json' && parent === '.docker') return 'credentials of Docker';
	return undefined;
}

/** As above, for folders. */
export function secretFolderRule(name: string): string | undefined {
	return SECRET_FOLDERS.has(name.toLowerCase()) ? `folders named ${name.toLowerCase()}` : undefined;
}
